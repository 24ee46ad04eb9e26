import Exposition
import Metering
import ReadingStore

/// Writes readings as OpenMetrics 1.0.0: family after family, in each series after series, in each rising time.
///
/// The specification wants the samples of a metric together ("MetricFamily", "Timestamps"); promtool takes the series in
/// any order as long as time rises in each.
struct OpenMetricsExport {
    private let source: ExportSource
    private let calendar: MeteringCalendar
    private let buffer: OutputBuffer
    private var summary = ExportSummary()
    /// The family whose head was written last.
    private var family: TrueTimeFamily?

    init(_ source: ExportSource, calendar: MeteringCalendar, to buffer: OutputBuffer) {
        self.source = source
        self.calendar = calendar
        self.buffer = buffer
    }

    mutating func run() throws -> ExportSummary {
        try writeInvoices()
        for series in source.series { try writeReadings(series) }
        for series in source.series { try writePower(series) }
        try buffer.append(ExpositionFormat.openMetrics.end)
        return summary
    }

    private mutating func writeReadings(_ series: StoreReader.Series) throws {
        let (source, buffer) = (source, buffer)
        let head = TrueTimeFamily.reading.lineHead(series.id)
        var isFirst = true
        try source.forEachChunk(of: series) { readings in
            try begin(.reading)
            if isFirst { summary.series += 1 }
            isFirst = false
            summary.readings += readings.count
            for index in 0..<readings.count {
                try buffer.append(head, readings.values[index], at: readings.ends[index])
            }
        }
    }

    private mutating func writePower(_ series: StoreReader.Series) throws {
        guard let unit = EnergyUnit(series.id.unit) else { return }
        let (source, buffer) = (source, buffer)
        let head = TrueTimeFamily.power.lineHead(series.id)
        try source.forEachChunk(of: series) { readings in
            try begin(.power)
            for index in 0..<readings.count {
                let period = Duration.milliseconds(readings.ends[index] - readings.starts[index])
                let watts = unit.watts(of: readings.values[index], over: period)
                try buffer.append(head, watts, at: readings.ends[index])
            }
        }
    }

    /// Months that begin in the range; parts of one month are added.
    private mutating func writeInvoices() throws {
        let months = firstMonth(from: source.time.lowerBound)..<firstMonth(from: source.time.upperBound)
        guard !months.isEmpty else { return }
        let dates = calendar.time(of: months.lowerBound).lowerBound..<calendar.time(of: months.upperBound).lowerBound
        for series in source.invoiceSeries {
            let head = TrueTimeFamily.invoice.lineHead(series.id)
            let invoices = try source.reader.invoices(of: series, from: dates.lowerBound, to: dates.upperBound)
            for (month, parts) in calendar.byMonth(invoices, date: \.date) {
                try begin(.invoice)
                summary.invoices += 1
                let value = parts.reduce(0) { $0 + $1.value }
                try buffer.append(head, value, at: calendar.time(of: month).upperBound.milliseconds)
            }
        }
    }

    private func firstMonth(from time: Timestamp) -> CivilMonth {
        let month = calendar.month(of: time)
        return calendar.time(of: month).lowerBound < time ? month + 1 : month
    }

    /// A family without samples is left out.
    private mutating func begin(_ next: TrueTimeFamily) throws(ExportError) {
        guard family != next else { return }
        family = next
        try buffer.append(next.head)
    }
}

extension OutputBuffer {
    /// Appends a line: a sample at its time.
    fileprivate func append(_ head: [UInt8], _ value: Double, at milliseconds: Int64) throws(ExportError) {
        try append(head)
        try append(value)
        try append(" ")
        try append(secondsOf: milliseconds)
        try append("\n")
    }
}
