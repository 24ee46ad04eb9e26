"""A server that does what a test asks for by the path, including what a correct server never does.

See peer.py for where it listens and when it ends.
"""

import argparse
import gzip
import json
import os
import socket
import ssl
import struct
import threading
import time
import urllib.parse
import zlib

import peer

accepted = 0
open_now = 0
challenges = 0
lock = threading.Lock()


class Connection:
    def __init__(self, sock):
        self.sock = sock
        self.buffer = b""

    def send(self, data):
        self.sock.sendall(data)

    def fill(self):
        data = self.sock.recv(65536)
        self.buffer += data
        return bool(data)

    def read_request(self):
        while b"\r\n\r\n" not in self.buffer:
            if not self.fill():
                return None
            if self.buffer.startswith(b"\x16\x03"):
                # TLS, as servers without it answer.
                self.answer(b"", status="400 Bad Request", headers=["Connection: close"])
                return None
        head, self.buffer = self.buffer.split(b"\r\n\r\n", 1)
        lines = head.decode("latin-1").split("\r\n")
        method, target, _ = lines[0].split(" ")
        headers = [line.split(": ", 1) if ": " in line else [line.rstrip(":"), ""] for line in lines[1:]]
        length = int(next((value for name, value in headers if name.lower() == "content-length"), 0))
        while target == "/unread":
            time.sleep(1)
        while len(self.buffer) < length:
            if not self.fill():
                return None
        body, self.buffer = self.buffer[:length], self.buffer[length:]
        return method, target, headers, body

    def answer(self, body, status="200 OK", headers=()):
        lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers]
        self.send("\r\n".join(lines).encode() + b"\r\n\r\n" + body)

    def chunk(self, data):
        self.send(b"%x\r\n%s\r\n" % (len(data), data))

    def wait_for_end(self):
        while self.fill():
            pass


def answer(connection, method, target, headers, body, options):
    """Returns True if the connection continues."""
    global challenges
    if method == "CONNECT":
        return tunnel(connection, target, options)
    if target.startswith("http://"):
        connection.answer(json.dumps({"proxied": target, "headers": headers}).encode())
        return True
    name, _, argument = target.partition("?")[0].strip("/").partition("/")
    number = int(argument) if argument.isdigit() else 0
    if name == "hello":
        connection.answer(b"hello", headers=["X-Case: Mixed", "Set-Cookie: a=1", "Set-Cookie: b=2"])
    elif name == "echo":
        echo = {"method": method, "target": target, "headers": headers, "body": body.decode("latin-1")}
        connection.answer(json.dumps(echo).encode())
    elif name == "status":
        connection.answer(b"" if number in (204, 304) else b"status", status=f"{number} Status")
    elif name == "redirect":
        to = urllib.parse.unquote(target.partition("?")[2]) or "/hello"
        connection.answer(b"", status="302 Found", headers=["Location: " + to])
    elif name == "header":
        connection.answer(b"", status="429 Too Many Requests", headers=[urllib.parse.unquote(target.partition("?")[2])])
    elif name == "challenge":
        # Answers with the number of requests so far. "bare": 401 without WWW-Authenticate.
        with lock:
            challenges += 1
        methods = [] if argument == "bare" else ['Basic realm="r"', "Bearer", 'Digest realm="r", nonce="n"', "Negotiate"]
        connection.answer(str(challenges).encode(), status="401 Unauthorized", headers=[f"WWW-Authenticate: {m}" for m in methods])
    elif name == "connections":
        connection.answer(json.dumps({"accepted": accepted, "open": open_now}).encode())
    elif name == "size":
        connection.answer(b"x" * number)
    elif name == "promise":
        connection.send(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\nx" % number)
        connection.wait_for_end()
    elif name == "chunked":
        connection.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        for start in range(0, number, 65536):
            connection.chunk(b"x" * min(65536, number - start))
        connection.send(b"0\r\nX-Trailer: late\r\n\r\n")
    elif name in ("gzip", "deflate"):
        connection.send(f"HTTP/1.1 200 OK\r\nContent-Encoding: {name}\r\nTransfer-Encoding: chunked\r\n\r\n".encode())
        deflater = zlib.compressobj(9, wbits=31 if name == "gzip" else 15)
        for start in range(0, number, 1 << 20):
            data = deflater.compress(b"x" * min(1 << 20, number - start))
            if data:
                connection.chunk(data)
        connection.chunk(deflater.flush())
        connection.send(b"0\r\n\r\n")
    elif name == "gzip-damaged":
        data = bytearray(gzip.compress(os.urandom(1000)))
        data[20:40] = bytes(20)
        connection.answer(bytes(data[:-30]) + bytes(30), headers=["Content-Encoding: gzip"])
    elif name == "gzip-incompressible":
        connection.answer(gzip.compress(os.urandom(number)), headers=["Content-Encoding: gzip"])
    elif name == "slow":
        time.sleep(number / 1000)
        connection.answer(b"slow")
    elif name == "stall-head":
        connection.wait_for_end()
    elif name == "stall-body":
        connection.send(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n0123456789")
        connection.wait_for_end()
    elif name == "burst-then-stall":
        connection.send(b"HTTP/1.1 200 OK\r\nContent-Length: 90000000\r\n\r\n" + b"x" * 8000000)
        connection.wait_for_end()
    elif name == "trickle":
        connection.send(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
        while True:
            connection.send(b"x")
            time.sleep(number / 1000)
    elif name == "truncated":
        connection.send(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n0123456789")
        return False
    elif name == "truncated-chunks":
        connection.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n")
        return False
    elif name == "close":
        return False
    elif name == "reset":
        connection.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        return False
    elif name == "garbage":
        connection.send(b"\x00\x01\x02 this is not HTTP\r\n\r\n")
        return False
    elif name == "endless-head":
        connection.send(b"HTTP/1.1 200 OK\r\n")
        while True:
            connection.send(b"X-More: of the same\r\n" * 100)
    elif name == "endless-line":
        connection.send(b"HTTP/1.1 200 OK\r\nX-Long: ")
        while True:
            connection.send(b"x" * 10000)
    elif name == "interim":
        connection.send(b"HTTP/1.1 103 Early Hints\r\nX-Interim: yes\r\n\r\n")
        connection.answer(b"final", headers=["X-Final: yes"])
    elif name == "folded":
        connection.send(b"HTTP/1.1 200 OK\r\nX-Empty:\r\nX-Blank: \t padded \t\r\n")
        connection.send("X-Umlaut: å\r\nContent-Length: 0\r\n\r\n".encode("latin-1"))
    else:
        connection.answer(b"no such path", status="404 Not Found")
    return True


def tunnel(connection, target, options):
    if options.refuse_connect:
        connection.answer(b"", status="407 Proxy Authentication Required")
        return False
    port = int(target.rsplit(":", 1)[1])
    far = socket.create_connection(("127.0.0.1", port))
    connection.send(b"HTTP/1.1 200 Connected\r\nX-Proxy: was here\r\n\r\n")

    def copy(source, sink):
        try:
            while data := source.recv(65536):
                sink.sendall(data)
        except OSError:
            pass
        for end in (source, sink):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    threading.Thread(target=copy, args=(far, connection.sock), daemon=True).start()
    copy(connection.sock, far)
    far.close()
    return False


def serve(sock, context, options):
    global open_now
    with lock:
        open_now += 1
    try:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if options.silent:
            Connection(sock).wait_for_end()
        if context:
            sock = secured(sock, context)
        connection = Connection(sock)
        while request := connection.read_request():
            if not answer(connection, *request, options):
                break
    except (OSError, ValueError):
        pass
    finally:
        sock.close()
        with lock:
            open_now -= 1


def secured(sock, context):
    raw = sock.dup()
    try:
        return context.wrap_socket(sock, server_side=True)
    except ssl.SSLError:
        # A reset could overtake the alert with the reason.
        raw.shutdown(socket.SHUT_WR)
        Connection(raw).wait_for_end()
        raise
    finally:
        raw.close()


def tls_context(options):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(options.certificate, options.key)
    if options.client_ca:
        context.load_verify_locations(options.client_ca)
        context.verify_mode = ssl.CERT_REQUIRED
    if options.tls_1_1:
        # Level 0 lets OpenSSL 3 speak it at all.
        context.set_ciphers("DEFAULT:@SECLEVEL=0")
        context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1
    return context


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--certificate")
    parser.add_argument("--key")
    parser.add_argument("--client-ca")
    parser.add_argument("--tls-1-1", action="store_true")
    parser.add_argument("--refuse-connect", action="store_true")
    parser.add_argument("--silent", action="store_true", help="accept, and never say a word")
    options = peer.parse(parser)
    context = tls_context(options) if options.certificate else None

    def handle(sock):
        global accepted
        accepted += 1
        peer.start_thread(serve, sock, context, options)

    peer.serve(options.port_file, handle)


main()
