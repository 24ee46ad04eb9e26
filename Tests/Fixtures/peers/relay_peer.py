"""Relays TCP connections to 127.0.0.1:--to. Once the file --hold exists, connections older than it swallow what comes and
say nothing, as behind a firewall that has forgotten them; newer ones pass.

See peer.py for where it listens and when it ends.
"""

import argparse
import os
import socket
import time

import peer


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
    parser = argparse.ArgumentParser()
    parser.add_argument("--to", type=int, required=True)
    parser.add_argument("--hold", required=True)
    options = peer.parse(parser)

    def handle(near):
        since = time.time_ns()
        far = socket.create_connection(("127.0.0.1", options.to))
        for pair in ((near, far), (far, near)):
            peer.start_thread(copy, *pair, since, options.hold)

    peer.serve(options.port_file, handle)


main()
