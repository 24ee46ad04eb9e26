import GRDB
import GRDBSQLite
import Metering

/// Moves the readings of one series into another, once the two turn out to be one.
///
/// Migration 5 uses it too, so it must keep working with the tables of that migration.
struct SeriesMover {
    let database: Database

    /// Moves all readings of a series into another and removes it; moved readings get a new change.
    ///
    /// If both have a reading for the same time, ``ReadingMerge`` decides, and of equal lengths the newer change wins.
    func move(_ series: Int64, into target: Int64) throws {
        var touched = try resolveConflicts(series, target)
        try database.forEachRow("SELECT min(start), max(\"end\") FROM readings WHERE series = ?", [series]) { row in
            guard sqlite3_column_type(row, 0) != SQLITE_NULL else { return }
            touched.insert(sqlite3_column_int64(row, 0), sqlite3_column_int64(row, 1))
        }
        if let change = try database.newChange(series: target, touched) {
            try execute(
                """
                INSERT INTO readings (series, start, "end", value, status, change, source)
                SELECT ?2, start, "end", value, status, ?3, source FROM readings WHERE series = ?1
                """, [series, target, change])
        }
        try execute("DELETE FROM readings WHERE series = ?", [series])
        for table in ["duplicate_readings", "withdrawn_readings", "reading_effects"] {
            try execute("UPDATE OR IGNORE \(table) SET series = ?2 WHERE series = ?1", [series, target])
            try execute("DELETE FROM \(table) WHERE series = ?", [series])
        }
        try execute("DELETE FROM changes WHERE series = ?", [series])
        try execute("DELETE FROM series WHERE id = ?", [series])
    }

    /// Gives all readings of a series a new change, because its label has changed.
    func renew(_ series: Int64) throws {
        var touched = TouchedTime()
        try database.forEachRow("SELECT min(start), max(\"end\") FROM readings WHERE series = ?", [series]) { row in
            guard sqlite3_column_type(row, 0) != SQLITE_NULL else { return }
            touched.insert(sqlite3_column_int64(row, 0), sqlite3_column_int64(row, 1))
        }
        guard let change = try database.newChange(series: series, touched) else { return }
        try execute("UPDATE readings SET change = ?2 WHERE series = ?1", [series, change])
    }

    /// Deletes the readings of both series that are not believed.
    private func resolveConflicts(_ series: Int64, _ target: Int64) throws -> TouchedTime {
        let rows = try overlapping(series, target) + overlapping(target, series)
        var touched = TouchedTime()
        guard !rows.isEmpty else { return touched }
        let newest = rows.reduce(0) { max($0, $1.reading.change) }
        let kept = ReadingMerge.kept(
            rows.map {
                .init(start: $0.reading.start, end: $0.reading.end, rank: Int(newest - $0.reading.change))
            })
        let periods = Set(zip(rows, kept).filter(\.1).map(\.0.reading.period))
        for (row, isKept) in zip(rows, kept) where !isKept {
            touched.insert(row.reading.start, row.reading.end)
            try execute("DELETE FROM readings WHERE series = ? AND start = ?", [row.series, row.reading.start])
            if row.series == target || !periods.contains(row.reading.period) {
                try execute(
                    "DELETE FROM reading_effects WHERE series = ? AND start = ?", [row.series, row.reading.start])
            }
            if row.reading.canBeSetAside, !periods.contains(row.reading.period) {
                try database.setAside(row.reading, series: target)
            }
        }
        return touched
    }

    /// Returns the readings of a series that overlap one of another.
    private func overlapping(_ series: Int64, _ other: Int64) throws -> [(series: Int64, reading: StoredReading)] {
        var found: [(series: Int64, reading: StoredReading)] = []
        try database.forEachRow(
            """
            SELECT \(StoredReading.columns) FROM readings AS one WHERE series = ?1 AND (
                (SELECT "end" FROM readings WHERE series = ?2 AND start <= one.start ORDER BY start DESC LIMIT 1) > start
                OR EXISTS (SELECT 1 FROM readings WHERE series = ?2 AND start > one.start AND start < one."end"))
            """, [series, other]
        ) { found.append((series, StoredReading($0))) }
        return found
    }

    private func execute(_ sql: String, _ arguments: [Int64]) throws {
        try database.cachedStatement(sql: sql).execute(arguments: StatementArguments(arguments))
    }
}
