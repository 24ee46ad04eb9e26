#!/usr/bin/env python3
"""Takes the README's picture of the status page: docs/images/status-page.png.

    scripts/draw-status-page.py PROGRAM

PROGRAM is the exporter. It is the page of its `demo`, narrowed to electricity, as Chromium shows it once a poll has stored readings.
"""

import pathlib
import re
import subprocess
import sys
import tempfile
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent
BROWSER = ROOT / "Tests/Fixtures/peers/browser_peer.py"
PICTURE = ROOT / "docs/images/status-page.png"
DEADLINE = 300


def wait(find, what: str):
    """Returns what `find` finds, once it finds something."""
    deadline = time.monotonic() + DEADLINE
    while time.monotonic() < deadline:
        if found := find():
            return found
        time.sleep(0.2)
    raise SystemExit(f"{what} did not come within {DEADLINE} s")


def polled(url: str) -> bool:
    """Both endpoints were polled, and the sums of months are computed."""
    with urllib.request.urlopen(url + "metrics", timeout=10) as answer:
        text = answer.read().decode()
    ups = re.findall(r'^oresundskraft_up\{endpoint="\w+"\} 1$', text, re.MULTILINE)
    return len(ups) == 2 and "oresundskraft_period_energy_joules" in text


def main() -> int:
    program = str(pathlib.Path(sys.argv[1]).resolve())
    with tempfile.TemporaryDirectory() as folder, open(pathlib.Path(folder) / "log", "w+", encoding="utf-8") as log:
        demo = subprocess.Popen([program, "demo", "--web.listen-address", "127.0.0.1:0"], stdout=log, stderr=log)
        try:
            text = pathlib.Path(log.name)
            url = wait(lambda: re.search(r"(http://\S+/) +status page", text.read_text(encoding="utf-8")), "the page's address")[1]
            wait(lambda: polled(url), "a poll")
            look = [sys.executable, BROWSER, url + "?category=EL", "--width", "1280", "--height", "1840", "--screenshot", PICTURE]
            subprocess.run(look, check=True, stdout=subprocess.DEVNULL)
        finally:
            demo.terminate()
            demo.wait(60)
    print(PICTURE.relative_to(ROOT))
    return 0


if __name__ == "__main__":
    sys.exit(main())
