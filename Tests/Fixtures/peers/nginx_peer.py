"""Runs nginx with HTTP/2 over TLS and gzip, on 127.0.0.1 and a port of the system's choice, which is written to
--port-file. Ends with SIGTERM, or when the process that started it is gone.
"""

import argparse
import ctypes
import grp
import os
import pwd
import signal
import socket
import subprocess
import time

CONFIGURATION = """
daemon off;
user {user};
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log warn;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    keepalive_requests 1000000;
    gzip on;
    gzip_types text/plain;
    gzip_min_length 1;
    server {{
        listen 127.0.0.1:{port} ssl http2;
        ssl_certificate {certificate};
        ssl_certificate_key {key};
        ssl_protocols TLSv1.2 TLSv1.3;
        {client_ca}
        default_type text/plain;
        location /connection {{ return 200 "$server_protocol $ssl_protocol $connection $connection_requests"; }}
        location /early {{ return 204; }}
        location /authorization {{ return 200 "$http_authorization"; }}
        location /challenge {{
            add_header WWW-Authenticate 'Basic realm="r"' always;
            add_header WWW-Authenticate 'Bearer' always;
            return 401 "$server_protocol $connection_requests";
        }}
        location / {{ root {folder}; }}
    }}
}}
"""


def end_with_parent():
    pr_set_pdeathsig = 1
    ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGTERM)


def main():
    parent = os.getppid()
    # The process that started this one may have done so from a thread that blocks signals.
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    parser = argparse.ArgumentParser()
    parser.add_argument("--port-file", required=True)
    parser.add_argument("--folder", required=True)
    parser.add_argument("--certificate", required=True)
    parser.add_argument("--key", required=True)
    parser.add_argument("--client-ca")
    options = parser.parse_args()

    # nginx takes over listening sockets that its environment names: so the system can choose the port.
    listener = socket.create_server(("127.0.0.1", 0), backlog=512)
    # As nginx itself would have made it.
    listener.setblocking(False)
    port = listener.getsockname()[1]
    client_ca = f"ssl_client_certificate {options.client_ca}; ssl_verify_client on;" if options.client_ca else ""
    configuration = os.path.join(options.folder, "nginx.conf")
    with open(configuration, "w") as file:
        file.write(CONFIGURATION.format(
            user=f"{pwd.getpwuid(os.getuid()).pw_name} {grp.getgrgid(os.getgid()).gr_name}", folder=options.folder, port=port, certificate=options.certificate, key=options.key, client_ca=client_ca))
    nginx = subprocess.Popen(
        ["nginx", "-p", options.folder, "-c", configuration, "-e", os.path.join(options.folder, "error.log")],
        pass_fds=[listener.fileno()], preexec_fn=end_with_parent, stdin=subprocess.DEVNULL,
        env={**os.environ, "NGINX": f"{listener.fileno()};"})
    with open(options.port_file + ".new", "w") as file:
        file.write(str(port))
    os.rename(options.port_file + ".new", options.port_file)
    while os.getppid() == parent:
        time.sleep(1)


main()
