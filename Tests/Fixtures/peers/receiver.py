"""A receiver of remote write with scripted answers, which reports the samples it accepted.

receiver.py [CERTIFICATE KEY]: over TLS with both. Prints its port. POST /write takes a request; GET /state tells how many
requests came and which samples were taken.
POST /script takes a JSON list of answers for the next requests: {"status": 500, "headers": {}, "body": "", "take": false,
"refuse_before": ms, "body_if_refused": "", "poison": [values], "status_if_poisoned": 500, "most": samples, "seconds_if_more": 1}; one
with "forever" stays. Without a script all is taken with 204. A request with a value of "poison" is not taken, and one with more than
"most" samples is answered late and not taken. "messages": [1] knows remote write 1.0 only, and says so (415) unless it is "careless".
To 2.0 it says how many samples it has written, unless it is "silent"; "written" says a number instead.
"""

import json
import ssl
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import cramjam
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory


def message_classes():
    """The classes of prometheus.WriteRequest and io.prometheus.write.v2.Request, as far as samples need them."""
    kinds = descriptor_pb2.FieldDescriptorProto
    text, double, int64, uint32 = kinds.TYPE_STRING, kinds.TYPE_DOUBLE, kinds.TYPE_INT64, kinds.TYPE_UINT32
    pool = descriptor_pool.DescriptorPool()

    def package(name, messages):
        file = descriptor_pb2.FileDescriptorProto(name=name + ".proto", package=name, syntax="proto3")
        for message, fields in messages.items():
            added = file.message_type.add(name=message)
            for number, (field, kind, repeated) in fields.items():
                new = added.field.add(name=field, number=number, label=kinds.LABEL_REPEATED if repeated else kinds.LABEL_OPTIONAL)
                if isinstance(kind, str):
                    new.type, new.type_name = kinds.TYPE_MESSAGE, f".{name}.{kind}"
                else:
                    new.type = kind
        pool.Add(file)

    sample = {1: ("value", double, False), 2: ("timestamp", int64, False)}
    package(
        "prometheus",
        {
            "Label": {1: ("name", text, False), 2: ("value", text, False)},
            "Sample": sample,
            "TimeSeries": {1: ("labels", "Label", True), 2: ("samples", "Sample", True)},
            "MetricMetadata": {
                1: ("type", uint32, False),
                2: ("metric_family_name", text, False),
                4: ("help", text, False),
                5: ("unit", text, False),
            },
            "WriteRequest": {1: ("timeseries", "TimeSeries", True), 3: ("metadata", "MetricMetadata", True)},
        },
    )
    package(
        "io.prometheus.write.v2",
        {
            "Sample": sample,
            "Metadata": {1: ("type", uint32, False), 3: ("help_ref", uint32, False), 4: ("unit_ref", uint32, False)},
            "TimeSeries": {1: ("labels_refs", uint32, True), 2: ("samples", "Sample", True), 5: ("metadata", "Metadata", False)},
            "Request": {4: ("symbols", text, True), 5: ("timeseries", "TimeSeries", True)},
        },
    )
    names = ["prometheus.WriteRequest", "io.prometheus.write.v2.Request"]
    return [message_factory.GetMessageClass(pool.FindMessageTypeByName(name)) for name in names]


WriteRequest, Request2 = message_classes()
lock = threading.Lock()
script, requests, taken, complaints, metadata = [], [], {}, [], {}


def series_of_1(body):
    request = WriteRequest.FromString(body)
    families = {label.value for series in request.timeseries for label in series.labels if label.name == "__name__"}
    told = [one.metric_family_name for one in request.metadata]
    if sorted(told) != sorted(families):
        complaints.append(f"metadata of {told}, samples of {families}")
    for one in request.metadata:
        metadata[one.metric_family_name] = [one.type, one.help, one.unit]
    for series in request.timeseries:
        yield [(label.name, label.value) for label in series.labels], series.samples


def series_of_2(body):
    request = Request2.FromString(body)
    symbols = list(request.symbols)
    if symbols[:1] != [""]:
        complaints.append(f"the first symbol is not empty: {symbols[:1]}")
    if len(set(symbols)) != len(symbols):
        complaints.append("a symbol comes twice")
    used = {0}
    for series in request.timeseries:
        references = list(series.labels_refs)
        used.update(references, [series.metadata.help_ref, series.metadata.unit_ref])
        if not references or len(references) % 2:
            complaints.append(f"labels by {len(references)} references")
        if not series.samples:
            complaints.append("a series without samples")
        texts = [symbols[reference] for reference in references]
        labels = list(zip(texts[::2], texts[1::2]))
        metadata[dict(labels)["__name__"]] = [series.metadata.type, symbols[series.metadata.help_ref], symbols[series.metadata.unit_ref]]
        yield labels, series.samples
    if len(used) != len(symbols):
        complaints.append("a symbol that nothing names")


def read(body, headers):
    """The samples of a request as [labels, time, value], after checking the protocol's rules."""
    samples = []
    seen = set()
    kinds = {
        "application/x-protobuf": ("0.1.0", series_of_1),
        "application/x-protobuf;proto=io.prometheus.write.v2.Request": ("2.0.0", series_of_2),
    }
    version, series_of = kinds[headers["Content-Type"]]
    if headers["X-Prometheus-Remote-Write-Version"] != version:
        complaints.append("the version is not that of the message")
    if headers["Content-Encoding"] != "snappy":
        complaints.append("not snappy")
    if not headers["User-Agent"]:
        complaints.append("no user agent")
    for labels, points in series_of(bytes(cramjam.snappy.decompress_raw(body))):
        names = [name for name, _ in labels]
        if names != sorted(names) or len(set(names)) != len(names):
            complaints.append(f"labels not sorted: {names}")
        if any(not name or not value for name, value in labels):
            complaints.append("an empty label")
        key = json.dumps(dict(labels), sort_keys=True)
        if key in seen:
            complaints.append(f"a series comes twice in one request: {key}")
        seen.add(key)
        times = [sample.timestamp for sample in points]
        if times != sorted(set(times)):
            complaints.append("samples not in order of time")
        samples += [(key, sample.timestamp, sample.value) for sample in points]
    return samples


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

    def do_GET(self):
        with lock:
            state = {
                "requests": requests,
                "complaints": complaints,
                "metadata": metadata,
                "samples": [{"labels": json.loads(key), "time": time, "value": value} for (key, time), value in taken.items()],
            }
        self.answer(200, json.dumps(state).encode())

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/script":
            with lock:
                script[:] = json.loads(body)
            return self.answer(204)
        with lock:
            step = (script[0] if script[0].get("forever") else script.pop(0)) if script else {"status": 204, "take": True}
        version = 2 if "v2" in self.headers["Content-Type"] else 1
        samples = read(body, self.headers)
        with lock:
            requests.append({"path": self.path, "headers": dict(self.headers), "samples": len(samples)})
        if version not in step.get("messages", [1, 2]):
            # A receiver of 1.0 that does not look at the type finds no samples in a message of 2.0.
            return self.answer(step["status"] if step.get("careless") else 415)
        refused = [s for s in samples if s[1] < step.get("refuse_before", -(10**18))]
        poisoned = any(value in step.get("poison", []) for _, _, value in samples)
        late = len(samples) > step.get("most", 10**9)
        written = [] if poisoned or late else [s for s in samples if s not in refused] if version == 2 or not refused else []
        if not step.get("take"):
            written = []
        with lock:
            for key, end, value in written:
                taken[(key, end)] = value
        headers = dict(step.get("headers", {}))
        if version == 2 and not step.get("silent"):
            headers["X-Prometheus-Remote-Write-Samples-Written"] = str(step.get("written", len(written)))
        if late:
            time.sleep(step["seconds_if_more"])
        if refused:
            return self.answer(400, step["body_if_refused"].encode(), headers)
        if poisoned:
            return self.answer(step["status_if_poisoned"], step.get("body_if_poisoned", "").encode())
        self.answer(step["status"], step.get("body", "").encode(), headers)


server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
if len(sys.argv) > 1:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*sys.argv[1:3])
    server.socket = context.wrap_socket(server.socket, server_side=True)
print(server.server_address[1], flush=True)
server.serve_forever()
