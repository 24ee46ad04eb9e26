import GRDB
import Ground
import Metering

/// Writes one page inside one transaction.
///
/// All objects of a page that name one series are compared with one another and with the stored readings, and only
/// differences are written: most readings of a poll are stored already.
struct ReadingWriter {
    let database: Database
    let group: String
    let order: OriginOrder
    /// The same for all pages of a poll.
    let now: Timestamp
    /// The rules by which days are updated; nil if none are in use.
    let days: DayRules?
    /// Contents of the written series that are known without reading them again.
    private(set) var known: DayWriter.Known = [:]

    init(database: Database, group: String, order: OriginOrder, now: Timestamp, days: DayRules? = nil) {
        self.database = database
        self.group = group
        self.order = order
        self.now = now
        self.days = days
    }

    private var sources: SourceWriter { SourceWriter(database: database, order: order, now: now) }

    mutating func write(_ page: ReadingBatch) throws -> RecordedPage {
        let writer = MeterWriter(database: database)
        let meters = try page.sources.map { source in
            let meter = try writer.meterID(source.meter)
            try writer.record(meter, in: group, now: now)
            return meter
        }
        let places = try zip(page.sources, meters).map { source, meter in
            try sources.place(of: Origin(group: group, source.facts), meter: meter)
        }
        try writeFacts(page, meters)
        let statuses = try page.statuses.map(writer.statusID)

        var recorded = RecordedPage()
        var resolver = SeriesResolver(database: database)
        let closed = try ClosedTime(database: database, rules: days?.rules)
        for series in try resolver.resolve(page, meters: meters) {
            var said = series.members.map { index in
                SaidReadings(columns: page.series[index].readings, source: places[page.series[index].source])
            }
            recorded.expired += try closed.drop(
                from: &said, of: page.sources[page.series[series.members[0]].source].meter, series)
            recorded += try write(said.filter { !$0.columns.isEmpty }, series, statuses)
            try EffectWriter(database: database, series: series.series).write(
                zip(series.members, said).map { (page.series[$0].effects, $1) })
        }
        recorded.findings[.unitChanged] += resolver.unitChanges.count
        return recorded
    }

    private mutating func write(
        _ said: [SaidReadings], _ series: SeriesResolver.Group, _ statuses: [Int64]
    ) throws -> RecordedPage {
        guard !said.isEmpty else { return RecordedPage() }
        let writer = SeriesWriter(database: database, series: series.series, statuses: statuses)
        // One object, in order, and no stored reading that disagrees: nearly always.
        if said.count == 1, let written = try writer.writeInOrder(said[0]) {
            known[series.series] = written.known
            return RecordedPage(counts: written.counts)
        }
        return try writer.merge(said, ranks: sources.ranks(of: series.meter))
    }

    private func writeFacts(_ page: ReadingBatch, _ meters: [Int64]) throws {
        var ends: [Int64?] = Array(repeating: nil, count: page.sources.count)
        for series in page.series {
            guard let end = series.readings.ends.max() else { continue }
            ends[series.source] = max(ends[series.source] ?? end, end)
        }
        var speakers: [Int64: [FactsWriter.Speaker]] = [:]
        for (index, source) in page.sources.enumerated() {
            speakers[meters[index], default: []].append(
                .init(origin: Origin(group: group, source.facts), facts: source.facts, newest: ends[index]))
        }
        let writer = FactsWriter(database: database, endpoint: .timeSeries, order: order, now: now)
        for (meter, speakers) in speakers { try writer.write(speakers, of: meter) }
    }
}

/// The readings that one object of a page has for one series.
struct SaidReadings {
    /// In any order.
    var columns: ReadingColumns
    /// The row of the object's origin.
    var source: Int64
}
