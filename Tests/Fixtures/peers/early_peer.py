"""Answers a POST over TLS before it is complete, and resets the upload, over HTTP/2 as RFC 9113 section 8.1 allows, or
over HTTP/1.1 by closing. See peer.py for where it listens and when it ends.
"""

import argparse
import socket
import ssl
import struct
import time

import peer

DATA, HEADERS, RST_STREAM, SETTINGS, PING, WINDOW_UPDATE = 0, 1, 3, 4, 6, 8
END_STREAM, END_HEADERS, ACK = 1, 4, 1
PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"


def frame(kind, flags, stream, payload=b""):
    return struct.pack(">I", len(payload))[1:] + struct.pack(">BBI", kind, flags, stream) + payload


def literal(index, text):
    """A header whose name is in HPACK's static table, without indexing."""
    return (bytes([index]) if index < 15 else bytes([15, index - 15])) + bytes([len(text)]) + text


def exactly(sock, count):
    data = b""
    while len(data) < count:
        piece = sock.recv(count - len(data))
        if not piece:
            raise OSError("closed")
        data += piece
    return data


def answer_http2(options, stream):
    fields = literal(8, str(options.status).encode())
    body = options.body.encode()
    if body and options.length:
        fields += literal(28, str(len(body)).encode())
    answer = frame(HEADERS, END_HEADERS | (0 if body else END_STREAM), stream, fields)
    if body:
        answer += frame(DATA, END_STREAM, stream, body)
    if options.cut:
        # Only the head, like a server that fails in the middle of its answer.
        answer = frame(HEADERS, END_HEADERS, stream, fields)
    return answer + frame(RST_STREAM, 0, stream, struct.pack(">I", options.code))


def serve_http2(sock, options):
    exactly(sock, len(PREFACE))
    sock.sendall(frame(SETTINGS, 0, 0))
    answered = set()
    while True:
        head = exactly(sock, 9)
        size = struct.unpack(">I", b"\0" + head[:3])[0]
        kind, flags, stream = struct.unpack(">BBI", head[3:])
        payload = exactly(sock, size)
        if kind == SETTINGS and not flags & ACK:
            sock.sendall(frame(SETTINGS, ACK, 0))
        elif kind == PING and not flags & ACK:
            sock.sendall(frame(PING, ACK, 0, payload))
        elif kind == HEADERS and flags & END_STREAM:
            sock.sendall(frame(HEADERS, END_HEADERS | END_STREAM, stream, literal(8, b"200")))
        if kind == DATA and size:
            # A window for the connection, so that further requests can come, but none for the stream, whose rest is not wanted.
            sock.sendall(frame(WINDOW_UPDATE, 0, 0, struct.pack(">I", size)))
        if kind in (HEADERS, DATA) and not flags & END_STREAM and stream not in answered and (kind == DATA) == options.after_data:
            answered.add(stream)
            sock.sendall(answer_http2(options, stream))


def serve_http1(sock, options):
    data = b""
    while b"\r\n\r\n" not in data:
        data += sock.recv(65536) or exit()
    body = options.body.encode()
    head = [f"HTTP/1.1 {options.status} Status"]
    if options.status != 204 and (options.length or options.protocol == "h2"):
        head.append(f"Content-Length: {len(body)}")
    if not options.keep:
        head.append("Connection: close")
    sock.sendall("\r\n".join(head + ["", ""]).encode() + (b"" if options.cut else body))
    # The rest of the upload is reset.
    time.sleep(0.02)


def serve(sock, context, options):
    try:
        sock = context.wrap_socket(sock, server_side=True)
        (serve_http2 if sock.selected_alpn_protocol() == "h2" else serve_http1)(sock, options)
    except (OSError, SystemExit):
        pass
    finally:
        sock.close()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--certificate", required=True)
    parser.add_argument("--key", required=True)
    parser.add_argument("--protocol", default="h2")
    parser.add_argument("--status", type=int, default=204)
    parser.add_argument("--body", default="")
    parser.add_argument("--length", action="store_true", help="name the body's length")
    parser.add_argument("--cut", action="store_true", help="leave out the body")
    parser.add_argument("--code", type=int, default=0, help="of RST_STREAM; 0 is NO_ERROR")
    parser.add_argument("--keep", action="store_true", help="do not announce that the connection closes")
    parser.add_argument("--after-data", action="store_true", help="answer the first DATA frame, not the HEADERS")
    options = peer.parse(parser)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(options.certificate, options.key)
    context.set_alpn_protocols(list(dict.fromkeys([options.protocol, "http/1.1"])))

    def handle(sock):
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        peer.start_thread(serve, sock, context, options)

    peer.serve(options.port_file, handle)


main()
