"""Runs nginx as a proxy of /energy/ to --to, on 127.0.0.1 and a port of the system's choice, which is written to --port-file.
Ends with SIGTERM.
"""

import argparse
import grp
import os
import pwd
import signal
import socket

CONFIGURATION = """
daemon off;
user {user};
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log warn;
events {{ worker_connections 64; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    absolute_redirect off;
    server {{
        listen 127.0.0.1:{port};
        location /energy/ {{ proxy_pass {to}; }}
    }}
}}
"""


def main():
    # The process that started this one may have done so from a thread that blocks signals.
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    parser = argparse.ArgumentParser()
    parser.add_argument("--port-file", required=True)
    parser.add_argument("--folder", required=True)
    parser.add_argument("--to", required=True)
    options = parser.parse_args()

    # nginx takes over listening sockets that its environment names: so the system can choose the port.
    listener = socket.create_server(("127.0.0.1", 0), backlog=64)
    listener.setblocking(False)
    listener.set_inheritable(True)
    port = listener.getsockname()[1]
    user = f"{pwd.getpwuid(os.getuid()).pw_name} {grp.getgrgid(os.getgid()).gr_name}"
    configuration = os.path.join(options.folder, "nginx.conf")
    with open(configuration, "w") as file:
        file.write(CONFIGURATION.format(user=user, folder=options.folder, port=port, to=options.to))
    with open(options.port_file + ".new", "w") as file:
        file.write(str(port))
    os.rename(options.port_file + ".new", options.port_file)
    os.execvpe(
        "nginx", ["nginx", "-p", options.folder, "-c", configuration, "-e", os.path.join(options.folder, "nginx.log")],
        {**os.environ, "NGINX": f"{listener.fileno()};"})


main()
