import Exposition
import Ground
import Metering
import ReadingStore
import TrueTime

/// Writes readings as OpenMetrics 1.0.0: family by family, series by series, each in order of time.
///
/// The specification wants the samples of a metric together ("MetricFamily", "Timestamps"); promtool accepts the series
/// in any order as long as time rises in each.
struct OpenMetricsExport {
    private let source: ExportSource
    private let calendar: MeteringCalendar
    private let dating: InvoiceDating
    private let buffer: OutputBuffer
    private let externalLabels: [(name: String, value: String)]
    private var summary = ExportSummary()
    /// The family whose head was written last.
    private var family: TrueTimeFamily?

    init(
        _ source: ExportSource, calendar: MeteringCalendar, _ dating: InvoiceDating,
        externalLabels: [String: String] = [:], to buffer: OutputBuffer
    ) {
        self.source = source
        self.calendar = calendar
        self.dating = dating
        self.buffer = buffer
        self.externalLabels = externalLabels.sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value) }
    }

    mutating func run() throws -> ExportSummary {
        try writeInvoices()
        for family in TrueTimeFamily.ofReadings {
            for series in source.series { try write(family, series) }
        }
        try buffer.append(ExpositionFormat.openMetrics.end)
        return summary
    }

    private mutating func write(_ family: TrueTimeFamily, _ stored: SeriesRow) throws {
        guard let series = TrueTimeSeries(family, of: stored.id) else { return }
        let (source, buffer) = (source, buffer)
        let head = family.lineHead(stored.id, externalLabels)
        var count = 0
        try source.forEachChunk(of: stored) { readings in
            try begin(family)
            count += readings.count
            for sample in series.samples(of: readings) {
                try buffer.append(head, sample.value, at: sample.time)
            }
        }
        guard family == .reading, count > 0 else { return }
        summary.series += 1
        summary.readings += count
    }

    /// Writes months that lie wholly in the range; parts of one month are added.
    private mutating func writeInvoices() throws {
        let first = firstMonth(from: source.time.lowerBound)
        let end = calendar.month(of: source.time.upperBound)
        guard first < end else { return }
        let dates = calendar.dates(of: first..<end, dating)
        for series in source.invoiceSeries {
            let head = TrueTimeFamily.invoice.lineHead(series.id, externalLabels)
            let invoices = try source.reader.invoices(of: series, from: dates.lowerBound, to: dates.upperBound)
            for month in InvoicedMonth.months(of: series.id, invoices, calendar, dating) {
                try begin(.invoice)
                summary.invoices += 1
                try buffer.append(head, month.value, at: month.end.milliseconds)
            }
        }
    }

    private func firstMonth(from time: Timestamp) -> CivilMonth {
        let month = calendar.month(of: time)
        return calendar.time(of: month).lowerBound < time ? month + 1 : month
    }

    /// Begins a family. A family without samples is left out.
    private mutating func begin(_ next: TrueTimeFamily) throws(ExportError) {
        guard family != next else { return }
        family = next
        try buffer.append(next.head)
    }
}

extension TrueTimeFamily {
    /// `# HELP` and `# TYPE` in OpenMetrics.
    fileprivate var head: [UInt8] {
        var bytes = Array("# HELP \(rawValue) ".utf8)
        ExpositionText.appendHelp(help, as: .openMetrics, to: &bytes)
        bytes.append(contentsOf: "\n# TYPE \(rawValue) gauge\n".utf8)
        return bytes
    }

    /// Returns the beginning of each line of a series: name, labels and a blank.
    fileprivate func lineHead(_ series: SeriesID, _ external: [(name: String, value: String)]) -> [UInt8] {
        var bytes = Array(rawValue.utf8)
        var separator = UInt8(ascii: "{")
        let own = series.labels
        let further = external.filter { label in !own.contains { $0.name == label.name } }
        // An empty value means the same as a missing label.
        for label in own + further where !label.value.isEmpty {
            bytes.append(separator)
            separator = UInt8(ascii: ",")
            bytes.append(contentsOf: "\(label.name)=\"".utf8)
            ExpositionText.appendLabelValue(label.value, to: &bytes)
            bytes.append(UInt8(ascii: "\""))
        }
        bytes.append(contentsOf: "} ".utf8)
        return bytes
    }
}

extension OutputBuffer {
    /// Appends a line: a sample with its time.
    fileprivate func append(_ head: [UInt8], _ value: Double, at milliseconds: Int64) throws(ExportError) {
        try append(head)
        try append(value)
        try append(" ")
        try append(secondsOf: milliseconds)
        try append("\n")
    }
}
