"""A receiver of remote write that has moved: at 127.0.0.2 everything is answered with 503, on connections that stay open; at
127.0.0.3, on the same port, everything is taken. Prints the port, then "old" and "new" for each request.
"""

import signal
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        pass

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        is_old = self.server.server_address[0] == "127.0.0.2"
        print("old" if is_old else "new", flush=True)
        self.send_response(503 if is_old else 204)
        self.send_header("Content-Length", "0")
        self.end_headers()


# The process that started this one may have done so from a thread that blocks signals.
signal.pthread_sigmask(signal.SIG_SETMASK, [])
old = ThreadingHTTPServer(("127.0.0.2", 0), Handler)
new = ThreadingHTTPServer(("127.0.0.3", old.server_address[1]), Handler)
print(old.server_address[1], flush=True)
threading.Thread(target=old.serve_forever, daemon=True).start()
new.serve_forever()
