"""Lets the exporter live through weeks within minutes and watches its memory: soak.py PROGRAM [SECONDS]

60 metering points get a reading and a correction at each poll, and a SIGHUP, which reloads and polls, every 1.2 s. Clients ask
for /metrics, plain and with gzip, and for the page, each 20 times a second, and one receiver takes what is pushed. The mean
resident size of the last quarter must be less than 1.1 times that of the second.
"""

import calendar
import http.client
import http.server
import pathlib
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

POINTS = 60
QUARTER = 900
PAUSE = 1.2
RATE = 20
LIMIT = 1.1


class Utility(http.server.BaseHTTPRequestHandler):
    """The API: each poll brings a quarter that is new, estimated, and the value of the one before it."""

    protocol_version = "HTTP/1.1"
    first = int(time.time()) // 86400 * 86400 - 9 * 86400
    newest = 0

    def do_GET(self):
        query = urllib.parse.parse_qs(urllib.parse.urlparse(self.path).query)
        span = [seconds(query[name][0]) for name in ("fromDate", "toDate")]
        newest = Utility.newest
        readings = ",".join(
            reading(start, index % 40 + (0.5 if index == newest else 0), "Estimated" if index == newest else "Processed")
            for index in range(newest + 1)
            if span[0] <= (start := Utility.first + index * QUARTER) < span[1]
        )
        points = (
            ",".join(
                f'{{"customerNumber": "100001", "meteringPoint": "735999{point:012}", "deliveryCategory": "EL", '
                f'"microproduction": false, "reading": [{readings}]}}'
                for point in range(POINTS)
            )
            if readings
            else ""
        )
        self.answer(200, f'{{"consumptions": [{points}], "next": null}}'.encode())

    def answer(self, status, body=b""):
        self.send_response(status)
        if status != 204:
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Receiver(Utility):
    """Takes every push and throws it away."""

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.answer(204)


def seconds(text):
    return calendar.timegm(time.strptime(text[:19], "%Y-%m-%dT%H:%M:%S"))


def reading(start, value, status):
    times = [time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime(at)) for at in (start, start + QUARTER)]
    return f'{{"ps": "{times[0]}", "md": "{times[1]}", "va": {value}, "st": "{status}", "un": "kWh"}}'


class Server(http.server.ThreadingHTTPServer):
    def handle_error(self, request, client_address):
        # A reload gives up the request that it finds under way.
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


def listen(handler):
    server = Server(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}"


class Client(threading.Thread):
    """Asks for a path again and again, on one connection."""

    def __init__(self, address, path, headers, end):
        super().__init__(daemon=True)
        self.address, self.path, self.headers, self.end = address, path, headers, end
        self.count = 0
        self.fault = None

    def run(self):
        try:
            connection = http.client.HTTPConnection(self.address, timeout=30)
            due = time.monotonic()
            while time.monotonic() < self.end:
                connection.request("GET", self.path, headers=self.headers)
                answer = connection.getresponse()
                answer.read()
                if answer.status != 200:
                    raise RuntimeError(f"status {answer.status}")
                self.count += 1
                due += 1 / RATE
                time.sleep(max(0.0, due - time.monotonic()))
        except Exception as fault:
            self.fault = f"{self.path}: {fault!r}"


def resident(pid):
    """Megabytes."""
    text = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+) kB", text).group(1)) / 1000


def start(program, folder, api, receiver):
    file = folder / "oresundskraft.yml"
    file.write_text(
        f"""
api: {{url: "{api}", subscription_key: secret}}
customers: [{{numbers: ["100001"]}}]
time_series: {{recent: 1d, refetch: 1d, lookback: 10d}}
invoiced: {{enabled: false}}
remote_write: [{{name: receiver, url: "{receiver}/api/v1/write"}}]
"""
    )
    file.chmod(0o600)
    log = folder / "log"
    exporter = subprocess.Popen([program, "serve", "--web.listen-address", "127.0.0.1:0"], cwd=folder, stderr=log.open("w"))
    for _ in range(600):
        if found := re.search(r"msg=listening address=(\S+)", log.read_text()):
            return exporter, found.group(1), log
        time.sleep(0.05)
    raise SystemExit(f"soak.py: the exporter does not listen: {log.read_text()}")


def main():
    program, duration = str(pathlib.Path(sys.argv[1]).resolve()), float(sys.argv[2]) if len(sys.argv) > 2 else 600
    with tempfile.TemporaryDirectory(prefix="exporter-soak-") as name:
        exporter, address, log = start(program, pathlib.Path(name), listen(Utility), listen(Receiver))
        began = time.monotonic()
        end = began + duration
        zipped = {"Accept-Encoding": "gzip"}
        clients = [Client(address, *what, end) for what in (("/metrics", {}), ("/metrics", zipped), ("/", {}))]
        for client in clients:
            client.start()
        sizes = []
        due = began
        while (now := time.monotonic()) < end:
            sizes.append(((now - began) / duration, resident(exporter.pid)))
            if now >= due:
                Utility.newest += 1
                exporter.send_signal(signal.SIGHUP)
                due += PAUSE
            time.sleep(0.2)
        for client in clients:
            client.join()
        exporter.send_signal(signal.SIGTERM)
        if exporter.wait(30) != 0:
            raise SystemExit(f"soak.py: the exporter ended with {exporter.returncode}: {log.read_text()[-2000:]}")
        lines = log.read_text().splitlines()
    judge(duration, clients, sizes, lines)


def judge(duration, clients, sizes, lines):
    polls = [line for line in lines if 'msg="poll done"' in line]
    counts = {key: sum(int(re.search(rf"\b{key}=(\d+)", line).group(1)) for line in polls) for key in ("new", "corrected")}
    quarters = [statistics.mean(size for part, size in sizes if int(part * 4) == quarter) for quarter in range(4)]
    ratio = quarters[3] / quarters[1]
    print(
        f"{duration:.0f} s: {len(polls)} polls with {counts['new']:,} new and {counts['corrected']:,} corrected readings, "
        f"{clients[0].count + clients[1].count:,} scrapes, {clients[2].count:,} pages; mean resident size of the quarters "
        f"{', '.join(f'{size:.1f}' for size in quarters)} MB, the last {ratio:.3f} of the second"
    )
    faults = [client.fault for client in clients if client.fault]
    faults += [line for line in lines if "level=error" in line or 'msg="poll failed"' in line][:5]
    if not polls or counts["corrected"] < POINTS * len(polls) // 2:
        faults.append("the polls brought too little")
    if ratio >= LIMIT:
        faults.append(f"the resident size grew: {ratio:.3f}, which must be less than {LIMIT}")
    if faults:
        raise SystemExit("soak.py: " + "\n".join(faults))


if __name__ == "__main__":
    main()
