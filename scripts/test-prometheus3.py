#!/usr/bin/env python3
"""Pushes into a Prometheus that is newer than the machine's, by remote write 1.0 and 2.0, and compares what it holds with the store.

    scripts/test-prometheus3.py PROGRAM [SUITE]

PROGRAM is the exporter. Prometheus comes from Debian's SUITE (forky), from the mirror that the machine uses, and is unpacked into a
temporary folder: nothing is installed. Needs the packages of `make test` and its Python environment.
"""

import pathlib
import re
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent
PEERS = ROOT / "Tests" / "Fixtures" / "peers"
REQUEST = "io.prometheus.write.v2.Request"
DEADLINE = 120


def unpack(folder: pathlib.Path, suite: str) -> str:
    """Fetches the package without touching the machine's own lists and packages; returns the path of the program."""
    targets = subprocess.run(
        ["apt-get", "indextargets", "--format", "$(CODENAME) $(ORIGIN) $(REPO_URI)", "Created-By: Packages"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\n")
    mirrors = {line.split()[-1] for line in targets if re.match(r"\w+ Debian http", line)}
    mirror = sorted(mirrors, key=lambda uri: ("security" in uri, uri))[0]
    for name in ["lists/partial", "cache/archives/partial"]:
        (folder / name).mkdir(parents=True)
    (folder / "status").touch()
    keyring = "/usr/share/keyrings/debian-archive-keyring.gpg"
    (folder / "one.sources").write_text(f"Types: deb\nURIs: {mirror}\nSuites: {suite}\nComponents: main\nSigned-By: {keyring}\n")
    options = {
        "Dir::Etc::SourceList": folder / "one.sources",
        "Dir::Etc::SourceParts": "/dev/null",
        "Dir::State::Lists": folder / "lists",
        "Dir::State::Status": folder / "status",
        "Dir::Cache": folder / "cache",
        "APT::Sandbox::User": "root",
        "quiet": 2,
    }
    flags = [word for key, value in options.items() for word in ("-o", f"{key}={value}")]
    subprocess.run(["apt-get", *flags, "update"], check=True)
    subprocess.run(["apt-get", *flags, "download", "prometheus"], cwd=folder, check=True)
    package = next(folder.glob("prometheus_*.deb"))
    subprocess.run(["dpkg", "-x", str(package), str(folder / "root")], check=True)
    return str(folder / "root" / "usr" / "bin" / "prometheus")


class Running:
    """A program with its log in a file, ended when the block ends."""

    def __init__(self, folder: pathlib.Path, name: str, *command: str):
        self.log = folder / f"{name}.log"
        self.folder, self.command = folder, command

    def __enter__(self):
        with self.log.open("w") as log:
            self.process = subprocess.Popen(self.command, cwd=self.folder, stdout=log, stderr=subprocess.STDOUT)
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(60)

    def find(self, pattern: str) -> str:
        def found():
            match = re.search(pattern, self.log.read_text())
            return match and match.group(1)

        return wait(found, f"{pattern} in {self.log.name}:\n", self.log)


def wait(condition, what: str, log: pathlib.Path):
    end = time.monotonic() + DEADLINE
    while time.monotonic() < end:
        if found := condition():
            return found
        time.sleep(0.2)
    raise SystemExit(f"not within {DEADLINE} s: {what}{log.read_text()[-3000:]}")


def metrics(url: str) -> dict[str, float]:
    text = urllib.request.urlopen(url + "/metrics").read().decode()
    return {line.rsplit(" ", 1)[0]: float(line.rsplit(" ", 1)[1]) for line in text.splitlines() if line[:1] != "#"}


def push(folder: pathlib.Path, program: str, prometheus: str, message: str, accepted: list[str], window: str) -> None:
    folder.mkdir()
    (folder / "prometheus.yml").write_text(f"storage: {{tsdb: {{out_of_order_time_window: {window}}}}}\n")
    accept = [f"--web.remote-write-receiver.accepted-protobuf-messages={name}" for name in accepted]
    simulate = [program, "simulate", "--listen", "127.0.0.1:0"]
    receive = [
        prometheus,
        "--config.file=prometheus.yml",
        "--web.enable-remote-write-receiver",
        "--web.listen-address=127.0.0.1:0",
        *accept,
        "--storage.tsdb.path=tsdb",
        "--storage.tsdb.retention.time=100y",
        "--query.max-samples=100000000",
    ]
    with Running(folder, "simulate", *simulate) as api, Running(folder, "prometheus", *receive) as receiver:
        address = "http://" + receiver.find(r"Listening on.* address=(127[.:\d]+)")
        receiver.find("(Server is ready to receive web requests)")
        utility = api.find(r"url=(http\S+)")
        (folder / "oresundskraft.yml").write_text(f"""
api: {{url: "{utility}", subscription_key: secret}}
customers: [{{numbers: ["100001"]}}]
remote_write: [{{name: r, url: "{address}/api/v1/write", since: 3600d, protobuf_message: {message}, external_labels: {{site: test}}}}]
""")
        serve = [program, "serve", "--web.listen-address", "127.0.0.1:0"]
        with Running(folder, "serve", *serve) as exporter:
            url = "http://" + exporter.find(r"msg=listening address=(\S+)")
            family = 'oresundskraft_remote_write_{}{{name="r"}}'.format
            wait(lambda: 'oresundskraft_up{endpoint="timeseries"}' in metrics(url), "a poll\n", exporter.log)

            def done():
                now = metrics(url)
                ended = now.get(family("up")) == 1 and now[family("pending_samples")] == 0
                return ended and now[family("samples_total")] > 0 and now

            numbers = wait(done, "all is delivered\n", exporter.log)
        names = {"taken": family("samples_total"), "set aside": family("set_aside_samples")}
        counts = {what: int(numbers[name]) for what, name in names.items()}
        refused = sum(value for name, value in numbers.items() if name.startswith("oresundskraft_remote_write_rejected"))
        print(f"{message} to {accepted or 'the default'}, window {window}: {counts}, refused {int(refused)}", flush=True)
        if counts["set aside"]:
            raise SystemExit("samples were set aside")
        if window == "0s":
            families = ["oresundskraft_reading", "oresundskraft_reading_power_watts", "oresundskraft_invoice"]
            sums = " + ".join(f"(sum(count_over_time({family}[100y])) or vector(0))" for family in families)
            query = urllib.parse.urlencode({"query": sums})
            held = urllib.request.urlopen(f"{address}/api/v1/query?{query}").read().decode()
            if f'"{counts["taken"]}"' not in held or not refused:
                raise SystemExit(f"it holds {held}")
            return
        if refused:
            raise SystemExit("samples were refused")
        subprocess.run(
            [sys.executable, PEERS / "compare_receiver.py", "prometheus", address, folder / "data" / "readings.sqlite"], check=True
        )


def main() -> None:
    program = str(pathlib.Path(sys.argv[1]).resolve())
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        prometheus = unpack(folder, sys.argv[2] if len(sys.argv) > 2 else "forky")
        print(subprocess.run([prometheus, "--version"], capture_output=True, text=True, check=True).stdout.splitlines()[0], flush=True)
        old = "prometheus.WriteRequest"
        cases = [(old, [], "3650d"), (REQUEST, [], "3650d"), ("auto", [REQUEST], "3650d"), ("auto", [old], "3650d"), (REQUEST, [], "0s")]
        for number, (message, accepted, window) in enumerate(cases):
            push(folder / str(number), program, prometheus, message, accepted, window)


main()
