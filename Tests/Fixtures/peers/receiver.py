"""A receiver of remote write that answers as it is told, and tells what it took.

receiver.py [CERTIFICATE KEY]: over TLS with both. Prints its port. POST /write takes a request; GET /state tells how many
requests came and which samples were taken.
POST /script takes a JSON list of answers for the next requests: {"status": 500, "headers": {}, "body": "", "take": false,
"refuse_before": ms, "body_if_refused": ""}; one with "forever" stays. Without a script all is taken with 204.
"""
import json
import ssl
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import cramjam
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory


def message_class():
    file = descriptor_pb2.FileDescriptorProto(name="remote.proto", package="prometheus", syntax="proto3")
    kinds = descriptor_pb2.FieldDescriptorProto
    def message(name, *fields):
        added = file.message_type.add(name=name)
        for number, (field, kind, repeated) in enumerate(fields, 1):
            new = added.field.add(name=field, number=number, label=kinds.LABEL_REPEATED if repeated else kinds.LABEL_OPTIONAL)
            if isinstance(kind, str):
                new.type, new.type_name = kinds.TYPE_MESSAGE, ".prometheus." + kind
            else:
                new.type = kind
    message("Label", ("name", kinds.TYPE_STRING, False), ("value", kinds.TYPE_STRING, False))
    message("Sample", ("value", kinds.TYPE_DOUBLE, False), ("timestamp", kinds.TYPE_INT64, False))
    message("TimeSeries", ("labels", "Label", True), ("samples", "Sample", True))
    message("WriteRequest", ("timeseries", "TimeSeries", True))
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return message_factory.GetMessageClass(pool.FindMessageTypeByName("prometheus.WriteRequest"))


WriteRequest = message_class()
lock = threading.Lock()
script, requests, taken, complaints = [], [], {}, []


def read(body):
    """The samples of a request as [labels, time, value], after a look at what the protocol demands."""
    samples = []
    seen = set()
    for series in WriteRequest.FromString(bytes(cramjam.snappy.decompress_raw(body))).timeseries:
        names = [label.name for label in series.labels]
        if names != sorted(names) or len(set(names)) != len(names): complaints.append(f"labels not sorted: {names}")
        if any(not label.value for label in series.labels): complaints.append("an empty label")
        key = json.dumps({label.name: label.value for label in series.labels}, sort_keys=True)
        if key in seen: complaints.append(f"a series comes twice in one request: {key}")
        seen.add(key)
        times = [sample.timestamp for sample in series.samples]
        if times != sorted(set(times)): complaints.append("samples not in order of time")
        samples += [(key, sample.timestamp, sample.value) for sample in series.samples]
    return samples


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments): pass

    def answer(self, status, body=b"", headers=()):
        self.send_response(status)
        for name, value in dict(headers).items(): self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        with lock:
            state = {"requests": requests, "complaints": complaints, "samples": [
                {"labels": json.loads(key), "time": time, "value": value} for (key, time), value in taken.items()]}
        self.answer(200, json.dumps(state).encode())

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/script":
            with lock: script[:] = json.loads(body)
            return self.answer(204)
        with lock:
            step = (script[0] if script[0].get("forever") else script.pop(0)) if script else {"status": 204, "take": True}
        samples = read(body)
        refused = [s for s in samples if s[1] < step.get("refuse_before", -10**18)]
        with lock:
            requests.append({"path": self.path, "headers": dict(self.headers), "samples": len(samples)})
            if step.get("take") and not refused:
                for key, time, value in samples: taken[(key, time)] = value
        if refused: return self.answer(400, step["body_if_refused"].encode())
        self.answer(step["status"], step.get("body", "").encode(), step.get("headers", {}))


server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
if len(sys.argv) > 1:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*sys.argv[1:3])
    server.socket = context.wrap_socket(server.socket, server_side=True)
print(server.server_address[1], flush=True)
server.serve_forever()
