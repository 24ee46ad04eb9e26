"""Relays TCP connections to 127.0.0.1:--to. Once the file --hold exists, connections older than it swallow what comes and
say nothing, as behind a firewall that has forgotten them; newer ones pass.

Listens on 127.0.0.1, a port of the system's choice, which it writes to --port-file. Ends with SIGTERM, or when the
process that started it is gone.
"""

import argparse
import os
import signal
import socket
import threading
import time


def is_held(since, hold):
    try:
        return os.stat(hold).st_mtime_ns > since
    except FileNotFoundError:
        return False


def copy(source, sink, since, hold):
    try:
        while data := source.recv(65536):
            if not is_held(since, hold):
                sink.sendall(data)
    except OSError:
        pass
    if not is_held(since, hold):
        for end in (source, sink):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass


def main():
    parent = os.getppid()
    # The process that started this one may have done so from a thread that blocks signals.
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    parser = argparse.ArgumentParser()
    parser.add_argument("--port-file", required=True)
    parser.add_argument("--to", type=int, required=True)
    parser.add_argument("--hold", required=True)
    options = parser.parse_args()
    listener = socket.create_server(("127.0.0.1", 0), backlog=512)
    with open(options.port_file + ".new", "w") as file:
        file.write(str(listener.getsockname()[1]))
    os.rename(options.port_file + ".new", options.port_file)

    def accept():
        while True:
            near, _ = listener.accept()
            since = time.time_ns()
            far = socket.create_connection(("127.0.0.1", options.to))
            for pair in ((near, far), (far, near)):
                threading.Thread(target=copy, args=(*pair, since, options.hold), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(0)


main()
