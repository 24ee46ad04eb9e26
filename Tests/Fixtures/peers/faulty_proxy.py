"""Stands before a receiver and answers some requests itself: 500, 429, 400, nothing at all, and half an answer, in turn.

faulty_proxy.py TARGET EVERY: one of so many requests meets a fault. Prints its port.
"""

import sys
import threading
import time
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

target, every = sys.argv[1], int(sys.argv[2])
lock = threading.Lock()
count = 0


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        pass

    def answer(self, status, body=b"", headers=()):
        self.send_response(status)
        for name, value in dict(headers).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        global count
        body = self.rfile.read(int(self.headers["Content-Length"]))
        with lock:
            count += 1
            fault = count // every % 6 if count % every == 0 else None
        if fault == 0:
            return self.answer(500, b"out of luck")
        if fault == 1:
            return self.answer(429, b"too fast", {"Retry-After": "1"})
        if fault == 2:
            return self.answer(400, b"not today")
        if fault == 3:
            return time.sleep(30)
        if fault == 4:
            # The receiver accepts it, but the sender gets no answer.
            self.forward(body)
            self.send_response(200)
            self.send_header("Content-Length", "100")
            self.end_headers()
            self.close_connection = True
            return
        if fault == 5:
            return self.answer(503, b"<html>busy</html>", {"Content-Type": "text/html"})
        self.answer(*self.forward(body))

    def forward(self, body):
        request = urllib.request.Request(
            target,
            body,
            {name: value for name, value in self.headers.items() if name.lower() not in ("host", "connection", "content-length")},
        )
        try:
            with urllib.request.urlopen(request) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()
        except OSError:
            return 502, b"the receiver is away"


server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(server.server_address[1], flush=True)
server.serve_forever()
