/// `WriteRequest` of remote write 1.0, in protocol buffers
/// (<https://prometheus.io/docs/specs/prw/remote_write_spec/#protocol>):
///
/// ```protobuf
/// message WriteRequest { repeated TimeSeries timeseries = 1; }
/// message TimeSeries   { repeated Label labels = 1; repeated Sample samples = 2; }
/// message Label        { string name = 1; string value = 2; }
/// message Sample       { double value = 1; int64 timestamp = 2; }
/// ```
///
/// These few fields are written by hand: that is shorter than generated code, and the tests read it back with Google's own
/// library.
enum WriteRequest {
    /// Of a field of length-delimited kind: number and kind in one byte.
    private static let firstField: UInt8 = 1 << 3 | 2
    private static let secondField: UInt8 = 2 << 3 | 2
    private static let valueField: UInt8 = 1 << 3 | 1
    private static let timeField: UInt8 = 2 << 3 | 0

    /// The labels of a series, as fields of a `TimeSeries`.
    static func encode(labels: [(name: String, value: String)]) -> [UInt8] {
        var bytes: [UInt8] = []
        for (name, value) in labels {
            var label: [UInt8] = []
            append(firstField, Array(name.utf8), to: &label)
            append(secondField, Array(value.utf8), to: &label)
            append(firstField, label, to: &bytes)
        }
        return bytes
    }

    /// A whole request.
    ///
    /// - Parameters:
    ///   - samples: of each series together, in order of time.
    ///   - labels: of ``SeriesTable/labels``.
    static func encode(_ samples: [PushSample], labels: [[UInt8]]) -> [UInt8] {
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
            size += 1 + varintSize(UInt64(inner)) + inner
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

    private static func sampleSize(_ sample: PushSample) -> Int {
        1 + 8 + 1 + varintSize(UInt64(bitPattern: sample.time))
    }

    private static func varintSize(_ number: UInt64) -> Int {
        max(1, (64 - number.leadingZeroBitCount + 6) / 7)
    }

    private static func append(_ field: UInt8, _ content: [UInt8], to bytes: inout [UInt8]) {
        bytes.append(field)
        var rest = UInt64(content.count)
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
        bytes.append(contentsOf: content)
    }

    /// Fills memory whose size was reckoned before, without an array's checks at each byte.
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
