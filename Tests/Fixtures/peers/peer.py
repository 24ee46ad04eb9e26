"""Code shared by the tests' peers: they listen on 127.0.0.1 and a port of the system's choice, which they write to --port-file,
and end with SIGTERM, or when the process that started them is gone.
"""

import ctypes
import grp
import os
import pwd
import signal
import socket
import subprocess
import threading
import time

PARENT = os.getppid()

NGINX = """
daemon off;
user {user};
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log warn;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    {http}
}}
"""


def parse(parser):
    # The process that started this one may have done so from a thread that blocks signals.
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    parser.add_argument("--port-file", required=True)
    return parser.parse_args()


def listen():
    return socket.create_server(("127.0.0.1", 0), backlog=512)


def announce(listener, port_file):
    with open(port_file + ".new", "w") as file:
        file.write(str(listener.getsockname()[1]))
    os.rename(port_file + ".new", port_file)


def wait_for_end():
    while os.getppid() == PARENT:
        time.sleep(1)
    os._exit(0)


def serve(port_file, handle):
    """Calls handle with each connection. handle must return soon, and do its work in threads."""
    listener = listen()
    announce(listener, port_file)

    def accept():
        while True:
            handle(listener.accept()[0])

    threading.Thread(target=accept, daemon=True).start()
    wait_for_end()


def start_thread(target, *arguments):
    threading.Thread(target=target, args=arguments, daemon=True).start()


def run_nginx(folder, port_file, http):
    """Runs nginx with the content of its http block, made for a port. It ends with this process."""
    # nginx takes over listening sockets that its environment names: so the system can choose the port.
    listener = listen()
    # As nginx itself creates it.
    listener.setblocking(False)
    configuration = os.path.join(folder, "nginx.conf")
    user = f"{pwd.getpwuid(os.getuid()).pw_name} {grp.getgrgid(os.getgid()).gr_name}"
    with open(configuration, "w") as file:
        file.write(NGINX.format(user=user, folder=folder, http=http(listener.getsockname()[1])))
    subprocess.Popen(
        ["nginx", "-p", folder, "-c", configuration, "-e", os.path.join(folder, "nginx.log")],
        pass_fds=[listener.fileno()],
        preexec_fn=end_with_parent,
        stdin=subprocess.DEVNULL,
        env={**os.environ, "NGINX": f"{listener.fileno()};"},
    )
    announce(listener, port_file)
    wait_for_end()


def end_with_parent():
    pr_set_pdeathsig = 1
    ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGTERM)
