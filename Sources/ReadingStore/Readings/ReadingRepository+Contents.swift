import GRDB
import Ground
import Metering

extension ReadingRepository {
    /// Reads the newest reading of each series, and the number of the newest change, in one transaction.
    package func contents() async throws(StoreError) -> StoreContents {
        let rules = dayRules.current
        return try await pool.read { database in
            let (meters, series) = (try Self.meters(database), try Self.series(database, by: rules))
            let remains = try Self.remains(by: rules, beside: meters, database)
            return StoreContents(
                meters: remains.meters.isEmpty ? meters : (meters + remains.meters).sorted { $0.id < $1.id },
                series: remains.series.isEmpty ? series : (series + remains.series).sorted { $0.id < $1.id },
                change: try database.newestChange())
        }
    }

    /// CROSS JOIN makes SQLite keep this order (https://www.sqlite.org/lang_select.html#crossjoin); by itself it would
    /// go through all readings.
    static let newestReadings = """
        SELECT start, "end", value, statuses.text AS status,
            metering_point, delivery_category, microproduction, unit,
            (SELECT min(start) FROM readings WHERE series = series.id) AS first
        FROM series
        JOIN meters ON meters.id = series.meter
        CROSS JOIN readings ON readings.series = series.id
            AND start = (SELECT max(start) FROM readings WHERE series = series.id)
        CROSS JOIN statuses ON statuses.id = readings.status
        """

    private static func series(_ database: Database, by rules: DayRules?) throws -> [StoredSeries] {
        // The first reading ever may be one that the retention has removed.
        let removed = try RemovedReadings.all(by: rules, database)
        return try database.values(newestReadings) { row in
            let id = SeriesID(row)
            let first = Timestamp(milliseconds: row["first"])
            let known = removed.isEmpty ? nil : removed[CourseID(id)]
            return StoredSeries(
                id: id, first: known.map { min(first, $0.time.lowerBound) } ?? first, newest: Reading(row),
                summedFrom: known?.summedFrom)
        }
        .sorted { $0.id < $1.id }
    }

    private static func meters(_ database: Database) throws -> [StoredMeter] {
        var effects = try newestMaxEffects(database)
        // Meters with nothing left but sums come from `remains`.
        return try database.values(
            MeterFacts.ofMeters + """
                 WHERE NOT EXISTS (SELECT 1 FROM courses WHERE meter = meters.id AND removed_before IS NOT NULL)
                    OR EXISTS (SELECT 1 FROM series WHERE meter = meters.id)
                    OR EXISTS (SELECT 1 FROM invoices WHERE meter = meters.id)
                """
        ) { row in
            StoredMeter(
                id: MeterID(row), group: row["group"] ?? "", facts: MeterFacts(row),
                maxEffects: effects.removeValue(forKey: row["id"]) ?? [], isServed: row["is_served"])
        }.sorted { $0.id < $1.id }
    }

    /// The effect beside the newest reading that has one, for each series and unit of effects. The units of a series
    /// are found one by one, because each has hundreds of effects
    /// (https://www.sqlite.org/lang_with.html#recursive_query_examples).
    static let newestEffects = """
        WITH RECURSIVE units (series, meter, unit) AS (
            SELECT id, meter, (SELECT min(unit) FROM reading_effects WHERE series = series.id) FROM series
            UNION ALL
            SELECT series, meter, (
                SELECT min(one.unit) FROM reading_effects AS one
                WHERE one.series = units.series AND one.unit > units.unit)
            FROM units WHERE unit IS NOT NULL
        )
        SELECT units.meter AS meter, effect.start, effect.unit, effect.time, effect.value FROM units
        CROSS JOIN reading_effects AS effect ON effect.series = units.series AND effect.unit = units.unit
            AND effect.start = (
                SELECT max(start) FROM reading_effects AS one
                WHERE one.series = units.series AND one.unit = units.unit)
        WHERE units.unit IS NOT NULL
        """

    /// Reads the effects beside the newest readings, by row of the meter.
    private static func newestMaxEffects(_ database: Database) throws -> [Int64: [MaxEffect]] {
        let rows = try database.values(newestEffects) { row in
            (meter: row["meter"] as Int64, start: row["start"] as Int64, effect: MaxEffect(row))
        }
        var effects: [Int64: [MaxEffect]] = [:]
        for row in rows.sorted(by: { ($0.start, $0.effect.time) > ($1.start, $1.effect.time) })
        where effects[row.meter]?.contains(where: { $0.unit == row.effect.unit }) != true {
            effects[row.meter, default: []].append(row.effect)
        }
        return effects.mapValues { $0.sorted { $0.unit < $1.unit } }
    }
}
