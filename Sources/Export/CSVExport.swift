import Metering
import ReadingStore

/// Writes readings as CSV (RFC 4180, so lines end in CR LF): one row a reading, series by series, each in order of
/// time. Times are in UTC, as ISO 8601.
struct CSVExport {
    static let header =
        "metering_point,delivery_category,microproduction,unit,period_start,period_end,value,status\r\n"

    private let source: ExportSource
    private let buffer: OutputBuffer
    /// The ends of rows, by number of the status.
    private var ends: [UInt32: [UInt8]] = [:]

    init(_ source: ExportSource, to buffer: OutputBuffer) {
        self.source = source
        self.buffer = buffer
    }

    mutating func run() throws -> ExportSummary {
        let (source, buffer) = (source, buffer)
        var summary = ExportSummary()
        try buffer.append(Array(Self.header.utf8))
        for series in source.series {
            let meter = series.id.meter
            let texts = [
                meter.meteringPoint, meter.deliveryCategory, meter.microproduction ? "true" : "false", series.id.unit,
            ]
            let head = Array(texts.map { Self.field($0) + "," }.joined().utf8)
            var isFirst = true
            try source.forEachChunk(of: series) { readings in
                if isFirst { summary.series += 1 }
                isFirst = false
                summary.readings += readings.count
                for index in 0..<readings.count {
                    try buffer.append(head)
                    try buffer.append(timeOf: readings.starts[index])
                    try buffer.append(",")
                    try buffer.append(timeOf: readings.ends[index])
                    try buffer.append(",")
                    try buffer.append(readings.values[index])
                    try buffer.append(end(readings.statuses[index]))
                }
            }
        }
        return summary
    }

    private mutating func end(_ status: UInt32) throws -> [UInt8] {
        if let end = ends[status] { return end }
        let end = Array(",\(Self.field(try source.reader.status(status)))\r\n".utf8)
        ends[status] = end
        return end
    }

    /// Returns a field, quoted if necessary (RFC 4180, section 2).
    static func field(_ text: String) -> String {
        guard text.utf8.contains(where: { "\",\r\n".utf8.contains($0) }) else { return text }
        return "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }
}
