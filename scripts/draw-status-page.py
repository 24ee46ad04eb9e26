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
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent
PEERS = ROOT / "Tests/Fixtures/peers"
PICTURE = ROOT / "docs/images/status-page.png"
sys.path.insert(0, str(PEERS))

from programs import running, until  # noqa: E402


def polled(url: str) -> bool:
    """Both endpoints were polled, and the sums of months are computed."""
    with urllib.request.urlopen(url + "metrics", timeout=10) as answer:
        text = answer.read().decode()
    ups = re.findall(r'^oresundskraft_up\{endpoint="\w+"\} 1$', text, re.MULTILINE)
    return len(ups) == 2 and "oresundskraft_period_energy_joules" in text


def main() -> int:
    program = str(pathlib.Path(sys.argv[1]).resolve())
    command = [program, "demo", "--web.listen-address", "127.0.0.1:0"]
    with tempfile.TemporaryDirectory() as folder, running(command, pathlib.Path(folder), r"(http://\S+/) +status page") as (_, url):
        until(lambda: polled(url), "a poll")
        look = [sys.executable, PEERS / "browser_peer.py", url + "?category=EL", "--width", "1280", "--height", "1840"]
        subprocess.run([*look, "--screenshot", PICTURE], check=True, stdout=subprocess.DEVNULL)
    print(PICTURE.relative_to(ROOT))
    return 0


if __name__ == "__main__":
    sys.exit(main())
