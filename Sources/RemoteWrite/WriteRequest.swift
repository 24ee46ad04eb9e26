import CSnappy

/// One sample on its way to a receiver.
struct WriteSample: Sendable, Equatable {
    /// The number of its series in the ``SeriesTable``.
    var series: Int
    /// Milliseconds since the epoch.
    var time: Int64
    var value: Double
}

/// A `WriteRequest` of remote write 1.0 (<https://prometheus.io/docs/specs/prw/remote_write_spec/#protocol>), in protocol
/// buffers and compressed:
///
/// ```protobuf
/// message WriteRequest { repeated TimeSeries timeseries = 1; }
/// message TimeSeries   { repeated Label labels = 1; repeated Sample samples = 2; }
/// message Label        { string name = 1; string value = 2; }
/// message Sample       { double value = 1; int64 timestamp = 2; }
/// ```
///
/// These few fields are written by hand (`docs/decisions/0013`); the tests read them back with Google's own library.
struct WriteRequest: Sendable {
    /// The bytes to send.
    let body: [UInt8]

    /// Encodes a request; one without samples is valid too.
    ///
    /// - Parameters:
    ///   - samples: of each series together, in order of time.
    ///   - labels: of ``SeriesTable/labels``.
    init(_ samples: [WriteSample], labels: [[UInt8]]) {
        body = Self.compress(Self.encode(samples, labels: labels))
    }

    /// Encodes the labels of a series, as fields of a `TimeSeries`.
    static func encode(labels: [(name: String, value: String)]) -> [UInt8] {
        var bytes: [UInt8] = []
        for (name, value) in labels {
            let size =
                2 + varintSize(name.utf8.count) + name.utf8.count + varintSize(value.utf8.count) + value.utf8.count
            bytes.append(firstField)
            append(varint: size, to: &bytes)
            for (field, text) in [(firstField, name), (secondField, value)] {
                bytes.append(field)
                append(varint: text.utf8.count, to: &bytes)
                bytes.append(contentsOf: text.utf8)
            }
        }
        return bytes
    }

    /// Encodes the message, uncompressed.
    private static func encode(_ samples: [WriteSample], labels: [[UInt8]]) -> [UInt8] {
        var runs: [(range: Range<Int>, size: Int)] = []
        var size = 0
        var start = 0
        while start < samples.count {
            var end = start
            var inner = labels[samples[start].series].count
            while end < samples.count, samples[end].series == samples[start].series {
                inner += 2 + sampleSize(samples[end])
                end += 1
            }
            runs.append((start..<end, inner))
            size += 1 + varintSize(inner) + inner
            start = end
        }
        return [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            var writer = Writer(buffer)
            for run in runs {
                writer.put(firstField)
                writer.put(varint: UInt64(run.size))
                writer.put(labels[samples[run.range.lowerBound].series])
                for index in run.range {
                    let sample = samples[index]
                    writer.put(secondField)
                    writer.put(varint: UInt64(sampleSize(sample)))
                    writer.put(valueField)
                    writer.put(sample.value)
                    writer.put(timeField)
                    writer.put(varint: UInt64(bitPattern: sample.time))
                }
            }
            count = writer.count
        }
    }

    // A field's number and kind in one byte; kind 2 has a length, 1 is eight bytes, 0 a varint.
    private static let firstField: UInt8 = 1 << 3 | 2
    private static let secondField: UInt8 = 2 << 3 | 2
    private static let valueField: UInt8 = 1 << 3 | 1
    private static let timeField: UInt8 = 2 << 3 | 0

    private static func sampleSize(_ sample: WriteSample) -> Int {
        1 + 8 + 1 + varintSize(UInt64(bitPattern: sample.time))
    }

    private static func varintSize(_ number: UInt64) -> Int {
        max(1, (64 - number.leadingZeroBitCount + 6) / 7)
    }

    private static func varintSize(_ count: Int) -> Int { varintSize(UInt64(count)) }

    private static func append(varint count: Int, to bytes: inout [UInt8]) {
        var rest = UInt64(count)
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    /// Compresses in snappy's block format, which remote write 1.0 asks for
    /// (<https://github.com/google/snappy/blob/main/snappy-c.h>).
    private static func compress(_ bytes: [UInt8]) -> [UInt8] {
        var size = snappy_max_compressed_length(bytes.count)
        return [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            bytes.withUnsafeBytes { input in
                buffer.withMemoryRebound(to: CChar.self) { output in
                    // It fails only where the output is too small, and this one is as large as it can get. An empty input
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

    /// Fills memory whose size was computed before, without an array's checks at each byte.
    private struct Writer {
        private let memory: UnsafeMutableBufferPointer<UInt8>
        private(set) var count = 0

        init(_ memory: UnsafeMutableBufferPointer<UInt8>) {
            self.memory = memory
        }

        mutating func put(_ byte: UInt8) {
            memory[count] = byte
            count += 1
        }

        mutating func put(varint number: UInt64) {
            var rest = number
            while rest >= 0x80 {
                put(UInt8(truncatingIfNeeded: rest) | 0x80)
                rest >>= 7
            }
            put(UInt8(rest))
        }

        mutating func put(_ bytes: [UInt8]) {
            _ = UnsafeMutableBufferPointer(rebasing: memory[count...]).update(fromContentsOf: bytes)
            count += bytes.count
        }

        mutating func put(_ value: Double) {
            withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes in
                UnsafeMutableRawBufferPointer(memory)[count..<(count + 8)].copyBytes(from: bytes)
            }
            count += 8
        }
    }
}
