"""Measures the exporter: scrapes of 4,000, 40,000 and 400,000 lines beside nginx, plain and over TLS, a first poll, and memory."""

import gzip
import os
import pathlib
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.request

BIN = pathlib.Path(sys.argv[1]).resolve()
PROGRAM = str(BIN / "oresundskraft-exporter")
SECONDS = 8


class Running:
    """A program in the background, its log in a file."""

    def __init__(self, arguments, folder):
        self.log = pathlib.Path(folder) / f"log-{time.monotonic_ns()}"
        self.process = subprocess.Popen(
            arguments, cwd=folder, stdout=subprocess.DEVNULL, stderr=self.log.open("w"), env={**os.environ, "HOME": str(folder)}
        )

    def wait_for(self, pattern, seconds=600):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            found = re.search(pattern, self.log.read_text())
            if found:
                return found
            if self.process.poll() is not None:
                break
            time.sleep(0.05)
        raise SystemExit(f"no {pattern!r} in: {self.log.read_text()}")

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)

    def status(self, field):
        """A field of /proc/PID/status in MB."""
        text = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(rf"{field}:\s+(\d+) kB", text).group(1)) / 1000

    def cpu(self):
        """CPU seconds used so far by the process and its children, as nginx' worker is one."""
        pids = [str(self.process.pid)]
        for entry in pathlib.Path("/proc").glob("[0-9]*"):
            try:
                if (entry / "stat").read_text().rsplit(")", 1)[1].split()[1] == pids[0]:
                    pids.append(entry.name)
            except (FileNotFoundError, ProcessLookupError):
                pass
        ticks = 0
        for pid in pids:
            fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")


def get(url, headers=None):
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers or {})) as answer:
        return answer.read()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def simulate(folder, points, *flags, address="127.0.0.1:0"):
    simulator = Running([PROGRAM, "simulate", "--listen", address, "--metering-points", str(points), *flags], folder)
    return simulator, simulator.wait_for(r"url=(\S+)").group(1)


def serve(folder, url, points, settings, *flags):
    """An exporter that polls every metering point of the simulator."""
    # The simulated utility has at most twenty customers; an unknown number gets an empty answer.
    numbers = [f'"{100001 + index}"' for index in range(20)]
    (folder / "oresundskraft.yml").write_text(
        f"""
api: {{url: "{url}", subscription_key: secret, max_response_size: 1GiB}}
customers:
  - {{numbers: [{", ".join(numbers)}], name: main}}
time_series: {{{settings}}}
invoiced: {{enabled: false}}
"""
    )
    os.chmod(folder / "oresundskraft.yml", 0o600)
    exporter = Running([PROGRAM, "serve", "--web.listen-address", "127.0.0.1:0", *flags], folder)
    return exporter, "http://" + exporter.wait_for(r"listening address=(\S+)").group(1)


def load(url, seconds, headers=()):
    """Requests a second with two connections, and milliseconds of CPU each, of the server alone."""
    arguments = ["wrk", "-t1", "-c2", f"-d{seconds}s", *[part for header in headers for part in ("-H", header)], url]
    text = subprocess.run(arguments, capture_output=True, text=True, check=True).stdout
    failed = re.search(r"(Socket errors|Non-2xx).*", text)
    if failed:
        raise SystemExit(f"{url}: {failed.group(0)}")
    return int(re.search(r"(\d+) requests in", text).group(1))


def measure(server, url, headers=()):
    load(url, 1, headers)
    before = server.cpu()
    start = time.monotonic()
    requests = load(url, SECONDS, headers)
    elapsed = time.monotonic() - start
    return requests / elapsed, (server.cpu() - before) / requests * 1000


def single(url, headers):
    """Milliseconds of one scrape alone, as Prometheus makes it: the median of 40."""
    times = []
    for _ in range(40):
        start = time.perf_counter()
        get(url, headers)
        times.append((time.perf_counter() - start) * 1000)
    return sorted(times)[len(times) // 2]


def nginx(folder, files, listen="127.0.0.1:{port}", tls=""):
    """nginx with one worker, serving files as they are."""
    root = folder / "files"
    root.mkdir()
    for name, content in files.items():
        (root / name).write_bytes(content)
    # Its worker may run as another user.
    for path in (folder, root):
        path.chmod(0o755)
    port = free_port()
    (folder / "nginx.conf").write_text(
        f"""
worker_processes 1; daemon off; pid {folder}/nginx.pid; error_log {folder}/nginx.log;
events {{ worker_connections 64; }}
http {{ access_log off; sendfile on; keepalive_requests 1000000000;
  server {{ listen {listen.format(port=port)}; {tls} root {root}; default_type text/plain; }} }}
"""
    )
    server = Running(["nginx", "-c", str(folder / "nginx.conf")], folder)
    if tls:
        time.sleep(1)
        return server, f"https://127.0.0.1:{port}"
    end = time.monotonic() + 10
    while time.monotonic() < end:
        try:
            get(f"http://127.0.0.1:{port}/{next(iter(files))}")
            break
        except OSError:
            time.sleep(0.05)
    return server, f"http://127.0.0.1:{port}"


def wait_for_snapshot(base):
    """Waits until a poll can be scraped and its memory has been returned."""
    while b"\noresundskraft_up{" not in get(base + "/metrics"):
        time.sleep(0.1)
    time.sleep(1)


def scrapes():
    print(
        "\n| lines | bytes plain, gzip | one scrape plain, gzip | CPU each plain, gzip | scrapes/s plain, gzip "
        "| nginx: CPU each plain, gzip | nginx: requests/s plain, gzip | resident, after the load, highest |"
    )
    print("| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    for points in (110, 1190, 11900):
        with tempfile.TemporaryDirectory(prefix="exporter-bench-") as name:
            folder = pathlib.Path(name)
            simulator, api = simulate(folder, points)
            exporter, base = serve(folder, api, points, "lookback: 3d, refetch: 2d, recent: 1d")
            exporter.wait_for(r'msg="poll (done|failed)"')
            wait_for_snapshot(base)
            simulator.stop()
            url = base + "/metrics"
            plain, packed = get(url), get(url, {"Accept-Encoding": "gzip"})
            resident = exporter.status("VmRSS")
            assert gzip.decompress(packed).startswith(b"# HELP")
            lines = sum(1 for line in plain.splitlines() if not line.startswith(b"#"))
            web, files = nginx(folder, {"plain": plain, "packed": packed})
            zipped = ["Accept-Encoding: gzip"]
            ones = [single(url, {}), single(url, {"Accept-Encoding": "gzip"})]
            ours = [measure(exporter, url), measure(exporter, url, zipped)]
            theirs = [measure(web, files + "/plain"), measure(web, files + "/packed")]
            print(
                f"| {lines:,} | {len(plain):,}, {len(packed):,} | {ones[0]:.2f} ms, {ones[1]:.2f} ms "
                f"| {ours[0][1]:.3f} ms, {ours[1][1]:.3f} ms | {ours[0][0]:,.0f}, {ours[1][0]:,.0f} "
                f"| {theirs[0][1]:.3f} ms, {theirs[1][1]:.3f} ms | {theirs[0][0]:,.0f}, {theirs[1][0]:,.0f} "
                f"| {resident:.0f} MB, {exporter.status('VmRSS'):.0f} MB, {exporter.status('VmHWM'):.0f} MB |",
                flush=True,
            )
            web.stop()
            exporter.stop()


def handshakes(server, url):
    """New connections a second with full handshakes, one client, and milliseconds of the server's CPU each."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    host, port = url.removeprefix("https://").split(":")
    count, before, start = 0, server.cpu(), time.monotonic()
    while time.monotonic() < start + SECONDS:
        with socket.create_connection((host, int(port))) as plain, context.wrap_socket(plain) as connection:
            connection.do_handshake()
        count += 1
    elapsed = time.monotonic() - start
    return count / elapsed, (server.cpu() - before) / count * 1000


def encrypted():
    """Scrapes over TLS beside nginx with the same certificate and bytes, handshakes, and users."""
    print("\n| over TLS, 25,000 lines | scrapes/s plain, gzip | CPU each plain, gzip | handshakes/s, CPU each |")
    print("| --- | ---: | ---: | ---: |")
    with tempfile.TemporaryDirectory(prefix="exporter-bench-") as name:
        folder = pathlib.Path(name)
        subprocess.run(
            [
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:prime256v1",
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=localhost",
                "-keyout",
                folder / "key.pem",
                "-out",
                folder / "cert.pem",
            ],
            check=True,
            capture_output=True,
        )
        os.chmod(folder / "key.pem", 0o600)
        tls = "tls_server_config: {cert_file: cert.pem, key_file: key.pem}\n"
        (folder / "web.yml").write_text(tls)
        simulator, api = simulate(folder, 750)
        settings = "lookback: 3d, refetch: 2d, recent: 1d"
        exporter, base = serve(folder, api, 750, settings, "--web.config.file", "web.yml")
        exporter.wait_for(r'msg="poll (done|failed)"')
        time.sleep(2)
        base = base.replace("http://", "https://")
        ssl._create_default_https_context = ssl._create_unverified_context
        url = base + "/metrics"
        plain, packed = get(url), get(url, {"Accept-Encoding": "gzip"})
        web, files = nginx(
            folder,
            {"plain": plain, "packed": packed},
            "127.0.0.1:{port} ssl",
            f"ssl_certificate {folder}/cert.pem; ssl_certificate_key {folder}/key.pem;",
        )
        zipped = ["Accept-Encoding: gzip"]
        for what, server, plain_url, packed_url, fields in (
            ("exporter", exporter, url, url, zipped),
            ("nginx", web, files + "/plain", files + "/packed", []),
        ):
            one, two = measure(server, plain_url), measure(server, packed_url, fields)
            shake = handshakes(server, files if server is web else base)
            print(
                f"| {what} | {one[0]:,.0f}, {two[0]:,.0f} | {one[1]:.3f} ms, {two[1]:.3f} ms | {shake[0]:,.0f}, {shake[1]:.3f} ms |",
                flush=True,
            )
        exporter.stop()
        web.stop()
        hash = "$2y$04$OQIsOu7AKLUqhjeMjf8SXevf78dVP2T4rIrr/Nu2bEpRO82veRcka"
        (folder / "users.yml").write_text(f"basic_auth_users: {{anna: {hash}}}\n")
        (folder / "none.yml").write_text("")
        print("\n| `/-/healthy` | requests/s | CPU each |")
        print("| --- | ---: | ---: |")
        for what, file, fields in (
            ("without users", "none.yml", []),
            ("a user who is known", "users.yml", ["Authorization: Basic YW5uYTpzM2NyZXQ="]),
        ):
            exporter, base = serve(folder, api, 750, settings, "--web.config.file", file)
            result = measure(exporter, base + "/-/healthy", fields)
            print(f"| {what} | {result[0]:,.0f} | {result[1]:.4f} ms |", flush=True)
            exporter.stop()
        simulator.stop()


def first_poll():
    with tempfile.TemporaryDirectory(prefix="exporter-bench-") as name:
        folder = pathlib.Path(name)
        simulator, api = simulate(folder, 1000)
        exporter, base = serve(folder, api, 1000, "lookback: 40d")
        line = exporter.wait_for(r'msg="poll (?:done|failed)".*').group(0)
        seconds = float(re.search(r"duration=([\d.]+)s", line).group(1))
        new = int(re.search(r"new=(\d+)", line).group(1))
        wait_for_snapshot(base)
        size = (folder / "data/readings.sqlite").stat().st_size
        print(
            f"\nFirst poll, 1,000 metering points, 40 days of quarter values: {new:,} readings in {seconds:.1f} s, "
            f"{new / seconds:,.0f} readings/s through fetch, decode and store; {exporter.cpu():.1f} s of CPU; resident "
            f"{exporter.status('VmRSS'):.0f} MB, at its highest {exporter.status('VmHWM'):.0f} MB; "
            f"store {size / 1e6:.0f} MB, {size / new:.0f} bytes a reading.",
            flush=True,
        )
        month = time.strftime("%Y-%m", time.gmtime(time.time() - 5 * 86_400))
        pages = {
            what: single(base + "/" + query, {})
            for what, query in (("", ""), ("a month", f"?period={month}"), ("a year", f"?period={month[:4]}"))
        }
        print("\nIts page: " + ", ".join(f"{what + ' ' if what else ''}{took:.0f} ms" for what, took in pages.items()) + ".", flush=True)
        simulator.stop()
        exporter.stop()


def sink(folder):
    """nginx, which takes every request and throws it away."""
    port = free_port()
    folder.chmod(0o755)
    (folder / "nginx.conf").write_text(
        f"""
worker_processes 1; daemon off; pid {folder}/nginx.pid; error_log {folder}/nginx.log;
events {{ worker_connections 64; }}
http {{ access_log off; keepalive_requests 1000000000; client_max_body_size 64m; client_body_buffer_size 1m;
  server {{ listen 127.0.0.1:{port}; location / {{ return 204; }} }} }}
"""
    )
    return Running(["nginx", "-c", str(folder / "nginx.conf")], folder), f"http://127.0.0.1:{port}/api/v1/write"


def prometheus(folder):
    """Prometheus as a receiver, with a window for late samples."""
    port = free_port()
    (folder / "prometheus.yml").write_text("storage: {tsdb: {out_of_order_time_window: 400d}}\n")
    server = Running(
        [
            "prometheus",
            "--config.file=prometheus.yml",
            "--storage.tsdb.path=tsdb",
            "--web.enable-remote-write-receiver",
            f"--web.listen-address=127.0.0.1:{port}",
            "--storage.tsdb.retention.time=10y",
        ],
        folder,
    )
    server.wait_for("Server is ready")
    return server, f"http://127.0.0.1:{port}/api/v1/write"


def pushes():
    """The same readings into a sink that only acknowledges, and into a real Prometheus; then written as files."""
    with tempfile.TemporaryDirectory(prefix="exporter-bench-") as name:
        folder = pathlib.Path(name)
        store = folder / "readings.sqlite"
        print("\nRemote write, from the store:\n")
        for what, start, series, days in (("a sink", sink, 1000, 105), ("Prometheus", prometheus, 100, 105)):
            if start is prometheus:
                store = folder / "smaller.sqlite"
            server, url = start(folder)
            text = subprocess.run(
                [str(BIN / "push-benchmark"), str(store), str(series), str(days), url], capture_output=True, text=True, check=True
            ).stdout
            print(
                f"- into {what}: {text.splitlines()[-1]} ({text.splitlines()[0]}); the receiver used {server.cpu():.1f} s of CPU",
                flush=True,
            )
            server.stop()
        (folder / "oresundskraft.yml").write_text(
            'api: {subscription_key: none}\ncustomers: [{numbers: ["100001"]}]\nstorage: {path: readings.sqlite}\n'
        )
        (folder / "oresundskraft.yml").chmod(0o600)
        print("\nExport of those in the larger store:\n")
        for form in ("openmetrics", "csv"):
            for output in ("/dev/null", "readings.out"):
                began = time.monotonic()
                exporter = Running(
                    [PROGRAM, "export", "--from", "2020-01-01", "--to", "2100-01-01", "--format", form, "--output", output], folder
                )
                _, _, usage = os.wait4(exporter.process.pid, 0)
                seconds = time.monotonic() - began
                line = exporter.log.read_text()
                readings, size = (int(re.search(rf"{key}=(\d+)", line).group(1)) for key in ("readings", "bytes"))
                print(
                    f"- {form} to {output}: {readings:,} readings in {seconds:.1f} s: {readings / seconds:,.0f} readings/s, "
                    f"{size / seconds / 1e6:.0f} MB/s; {usage.ru_utime + usage.ru_stime:.1f} s of CPU, resident "
                    f"{usage.ru_maxrss / 1000:.0f} MB at its highest",
                    flush=True,
                )


def main():
    for tool in ("wrk", "nginx", "prometheus"):
        if not shutil.which(tool):
            raise SystemExit(f"{tool} is missing: `make bench` installs it")
    cpu = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), "unknown CPU")
    print(f"{os.cpu_count()} processors of {cpu}, {os.uname().sysname} {os.uname().release}")
    print()
    for benchmark in ("reading-benchmark", "snapshot-benchmark"):
        print(subprocess.run([str(BIN / benchmark)], capture_output=True, text=True, check=True).stdout, flush=True)
    pushes()
    first_poll()
    scrapes()
    encrypted()


main()
