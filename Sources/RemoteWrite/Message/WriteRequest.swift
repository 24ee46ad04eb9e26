import CSnappy

/// One sample on its way to a receiver.
struct WriteSample: Sendable, Equatable {
    /// The number of its series in the ``SeriesTable``.
    var series: Int
    /// Milliseconds since the epoch.
    var time: Int64
    var value: Double
}

/// A message of remote write, with its names in the headers of a request.
enum WriteMessage: Sendable {
    /// `prometheus.WriteRequest` of remote write 1.0 (<https://prometheus.io/docs/specs/prw/remote_write_spec/>).
    case version1
    /// `io.prometheus.write.v2.Request` of remote write 2.0 (<https://prometheus.io/docs/specs/prw/remote_write_spec_2_0/>).
    case version2

    /// The message's full name, as in `protobuf_message` and the header `Content-Type`.
    var name: String {
        switch self {
        case .version1: "prometheus.WriteRequest"
        case .version2: "io.prometheus.write.v2.Request"
        }
    }

    /// The header `Content-Type`; for 1.0 without a parameter, as its receivers expect.
    var contentType: String {
        switch self {
        case .version1: "application/x-protobuf"
        case .version2: "application/x-protobuf;proto=\(name)"
        }
    }

    /// The header `X-Prometheus-Remote-Write-Version`.
    var version: String {
        switch self {
        case .version1: "0.1.0"
        case .version2: "2.0.0"
        }
    }

    /// The other message, for a receiver that does not know this one.
    var other: WriteMessage { self == .version1 ? .version2 : .version1 }
}

/// A request's body: a message in protocol buffers, compressed.
///
/// The few fields are encoded by hand (`docs/decisions/0013`); the tests decode them with Google's own library.
struct WriteRequest: Sendable {
    /// The bytes to send.
    let body: [UInt8]

    /// Encodes a request; one without samples is valid too.
    ///
    /// - Parameter samples: of each series together, in order of time.
    init(_ samples: [WriteSample], of table: SeriesTable, as message: WriteMessage) {
        let runs = SampleRun.runs(of: samples)
        let bytes =
            switch message {
            case .version1: WriteMessage1.encode(samples, runs, table)
            case .version2: WriteMessage2.encode(samples, runs, table)
            }
        body = Self.compress(bytes)
    }

    /// Compresses in snappy's block format, as remote write demands
    /// (<https://github.com/google/snappy/blob/main/snappy-c.h>).
    private static func compress(_ bytes: [UInt8]) -> [UInt8] {
        var size = snappy_max_compressed_length(bytes.count)
        return [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            bytes.withUnsafeBytes { input in
                buffer.withMemoryRebound(to: CChar.self) { output in
                    // It fails only if the output is too small, and this one has the largest possible size. An empty
                    // input
                    // may have no address, and is not read from.
                    var none: CChar = 0
                    let status = snappy_compress(
                        input.baseAddress?.assumingMemoryBound(to: CChar.self) ?? withUnsafePointer(to: &none) { $0 },
                        input.count, output.baseAddress, &size)
                    assert(status == SNAPPY_OK)
                }
            }
            count = size
        }
    }
}

/// The samples of one series in a request; both messages encode a sample in the same way.
///
/// ```protobuf
/// message Sample { double value = 1; int64 timestamp = 2; }
/// ```
struct SampleRun {
    let series: Int
    private let range: Range<Int>
    /// The size of the field `samples`, in bytes.
    private(set) var size = 0

    static func runs(of samples: [WriteSample]) -> [SampleRun] {
        var runs: [SampleRun] = []
        var start = 0
        while start < samples.count {
            var end = start
            while end < samples.count, samples[end].series == samples[start].series { end += 1 }
            var run = SampleRun(series: samples[start].series, range: start..<end)
            for sample in samples[start..<end] { run.size += ProtobufSize.bytes(Self.size(of: sample)) }
            runs.append(run)
            start = end
        }
        return runs
    }

    /// Writes the field `samples`, which has the number 2 in both messages.
    func put(_ samples: [WriteSample], to writer: inout ProtobufWriter) {
        for index in range {
            let sample = samples[index]
            writer.put(2, length: Self.size(of: sample))
            writer.put(1, sample.value)
            writer.put(2, UInt64(bitPattern: sample.time))
        }
    }

    private init(series: Int, range: Range<Int>) {
        self.series = series
        self.range = range
    }

    private static func size(of sample: WriteSample) -> Int {
        ProtobufSize.double + ProtobufSize.number(UInt64(bitPattern: sample.time))
    }
}
