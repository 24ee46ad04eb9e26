"""Starts a program as systemd starts a service that has a .socket unit: with listening sockets as its file descriptors from
3 on (sd_listen_fds(3)).

    activate.py TYPE PROGRAM ARGUMENT...

TYPE is stream, for one socket each of IPv4 and IPv6 on free ports of the loopback, or datagram.
"""

import os
import socket
import sys

kind, command = sys.argv[1], sys.argv[2:]
sockets = []
if kind == "stream":
    for family, host in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        listener = socket.socket(family, socket.SOCK_STREAM)
        listener.bind((host, 0))
        listener.listen()
        sockets.append(listener)
else:
    one = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    one.bind(("127.0.0.1", 0))
    sockets.append(one)
# Out of the way first, so that no copy overwrites another socket.
high = [os.dup2(one.fileno(), 100 + place) for place, one in enumerate(sockets)]
for place, number in enumerate(high):
    os.dup2(number, 3 + place, inheritable=True)
    os.close(number)
os.environ["LISTEN_PID"] = str(os.getpid())
os.environ["LISTEN_FDS"] = str(len(sockets))
os.execv(command[0], command)
