import GRDB
import GRDBSQLite
import Metering

extension SeriesWriter {
    /// Merges the readings of several objects of a page, or of one that disagrees with the stored readings, with
    /// everything known for the time.
    ///
    /// - Parameter ranks: by row of the origin; of two readings of one length the one with the smaller rank is
    ///   believed.
    func merge(_ said: [SaidReadings], ranks: [Int64: Int]) throws -> RecordedPage {
        var entries: [SeriesMerge.Entry] = []
        for one in said {
            let rank = ranks[one.source] ?? ranks.count
            for index in 0..<one.columns.count {
                entries.append(.init(reading: reading(index, of: one.columns, one.source), place: .page, rank: rank))
            }
        }
        let from = entries.reduce(Int64.max) { min($0, $1.reading.start) }
        let to = entries.reduce(Int64.min) { max($0, $1.reading.end) }
        entries += try known(from: from, to: to, ranks: ranks)
        let merge = SeriesMerge(entries)
        try write(merge)
        var recorded = merge.recorded
        let returned = try takeBack(merge.begun.map(\.period), from: from, to: to)
        recorded.counts.new -= returned
        recorded.counts.corrected += returned
        return recorded
    }

    /// Lets readings that were set aside count again after the believed ones in their place are gone.
    func mergeKnown(from: Int64, to: Int64) throws {
        guard try !duplicates(from: from, to: to).isEmpty else { return }
        try write(SeriesMerge(known(from: from, to: to, ranks: [:])))
    }

    /// Returns the entries, stored or set aside, that overlap a stretch of time directly or through one another.
    private func known(from: Int64, to: Int64, ranks: [Int64: Int]) throws -> [SeriesMerge.Entry] {
        var (from, to) = (from, to)
        var stored = try storedReadings(from: from, to: to).filter { $0.end > from }
        var beside = try duplicates(from: from, to: to)
        for _ in 0..<Self.mostWidenings {
            let first = (stored + beside).reduce(from) { min($0, $1.start) }
            let end = (stored + beside).reduce(to) { max($0, $1.end) }
            guard first < from || end > to else { break }
            (from, to) = (first, end)
            stored = try storedReadings(from: from, to: to).filter { $0.end > from }
            beside = try duplicates(from: from, to: to)
        }
        // A reading that reaches outside could overlap a stored reading that was not read.
        beside.removeAll { $0.start < from || $0.end > to }
        func entries(_ readings: [StoredReading], _ place: SeriesMerge.Place) -> [SeriesMerge.Entry] {
            readings.map { reading in
                // An unknown origin comes last.
                .init(reading: reading, place: place, rank: ranks[reading.source] ?? .max)
            }
        }
        return entries(stored, .stored) + entries(beside, .setAside)
    }

    /// A limit, because readings of two origins that are shifted against one another overlap without end.
    private static var mostWidenings: Int { 64 }

    private func duplicates(from: Int64, to: Int64) throws -> [StoredReading] {
        var rows: [StoredReading] = []
        try database.forEachRow(
            """
            SELECT \(StoredReading.columnsWithoutChange) FROM duplicate_readings
            WHERE series = ?1 AND start > ?2 - \(StoredReading.hour) AND start < ?3 AND "end" > ?2
            """, [series, from, to]
        ) { rows.append(StoredReading($0, hasChange: false)) }
        return rows
    }

    private func write(_ merge: SeriesMerge) throws {
        for reading in merge.noLongerAside {
            try database.cachedStatement(
                sql: "DELETE FROM duplicate_readings WHERE series = ? AND start = ? AND \"end\" = ?"
            ).execute(arguments: [series, reading.start, reading.end])
        }
        try delete(merge.removed)
        for reading in merge.setAside { try database.setAside(reading, series: series) }
        for reading in merge.restated { try restate(reading) }
        guard let change = try database.newChange(series: series, merge.touched) else { return }
        try insert(merge.written, change: change)
    }

    /// Deletes readings and everything that belongs to them.
    func delete(_ readings: [StoredReading]) throws {
        try DeliveredReadings(database: database).countRemoved(readings, series: series)
        for reading in readings {
            for table in ["readings", "reading_effects"] {
                try database.cachedStatement(sql: "DELETE FROM \(table) WHERE series = ? AND start = ?")
                    .execute(arguments: [series, reading.start])
            }
        }
    }
}
