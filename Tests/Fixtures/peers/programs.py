"""Programs that run while a picture is taken of them."""

import contextlib
import pathlib
import re
import subprocess
import time


@contextlib.contextmanager
def running(command, folder, wanted):
    """Runs a program until the end of the block; gives what a regular expression finds in its log."""
    log = folder / f"{pathlib.Path(command[0]).name}-{command[1]}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=folder, stdout=output, stderr=output)

    def said():
        text = log.read_text(encoding="utf-8")
        if process.poll() is not None:
            raise SystemExit(f"{command[0]} has ended: {text}")
        return re.search(wanted, text)

    try:
        yield process, until(said, f"{wanted} in {log}")[1]
    finally:
        process.terminate()
        process.wait()


def until(happens, what, seconds=600):
    """Waits for something, and returns it."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := happens():
            return found
        time.sleep(0.5)
    raise SystemExit(f"waited in vain for {what}")
