import GRDB
package import Ground
package import Metering

/// The identity of a sample: its series, and the end of its period.
///
/// Its value is read when it is sent: a corrected reading is sent as corrected, and a withdrawn one is not sent at all.
package struct SamplePlace: Sendable, Hashable {
    /// The name of the family that the sample is of.
    package var family: String
    /// The meter and unit of the series.
    package var id: SeriesID
    /// The sample's time.
    package var end: Timestamp

    /// Creates the identity of a sample of the family `family`, stamped with `end`.
    package init(family: String, id: SeriesID, end: Timestamp) {
        self.family = family
        self.id = id
        self.end = end
    }
}

/// A sample at which a receiver fails even if it comes alone. It is tried again apart from the others.
package struct SetAsideSample: Sendable, Equatable {
    package var place: SamplePlace
    /// The number of tries since it was set aside.
    package var tries: Int
    /// The time of the next try.
    package var nextTry: Timestamp
    /// The time in which the receiver accepted other samples while this one was set aside.
    package private(set) var served = Duration.zero
    /// The moment up to which that time is counted; nil if the receiver has been down since.
    package private(set) var servedUntil: Timestamp?

    /// Samples come at least once a day, so a longer time between two accepted ones says nothing about the receiver.
    static let longestInterval = Duration.hours(25)

    /// Creates the record of a sample that is set aside now.
    package init(place: SamplePlace, tries: Int = 0, nextTry: Timestamp, now: Timestamp) {
        self.place = place
        self.tries = tries
        self.nextTry = nextTry
        servedUntil = now
    }

    fileprivate init(_ row: Row) {
        place = SamplePlace(family: row["family"], id: SeriesID(row), end: Timestamp(milliseconds: row["end"]))
        tries = row["tries"]
        nextTry = Timestamp(milliseconds: row["next_try"])
        served = .milliseconds(row["served"] as Int64)
        servedUntil = (row["served_until"] as Int64?).map(Timestamp.init(milliseconds:))
    }

    /// Records that the receiver accepted other samples.
    package mutating func recordOthersTaken(at now: Timestamp) {
        if let servedUntil, now > servedUntil, now - servedUntil <= Self.longestInterval { served += now - servedUntil }
        servedUntil = now
    }

    /// Records that the receiver was down, so that the time since the newest accepted sample does not count.
    package mutating func recordAway() {
        servedUntil = nil
    }
}

extension DeliveryRepository {
    /// Reads a receiver's set-aside samples of served meters; the others wait until a configuration requests their
    /// meters again.
    package func setAsideSamples(ofReceiver name: String) async throws(StoreError) -> [SetAsideSample] {
        try await pool.read { database in
            try database.values(
                """
                SELECT family, "end", tries, next_try, served, served_until,
                    metering_point, delivery_category, microproduction, unit
                FROM set_aside_samples JOIN meters ON meters.id = meter
                WHERE receiver = ? AND is_served ORDER BY meter, unit, family, "end"
                """, [name], SetAsideSample.init)
        }
    }

    /// Sets a sample aside, or updates the record of one. Does nothing if its meter is no longer stored.
    package func record(_ sample: SetAsideSample, ofReceiver name: String) async throws(StoreError) {
        try await pool.write { database in
            guard let meter = try database.meterID(sample.place.id.meter) else { return }
            try database.cachedStatement(
                sql: """
                    INSERT OR REPLACE INTO set_aside_samples
                        (receiver, family, meter, unit, "end", tries, next_try, served, served_until)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """
            ).execute(arguments: [
                name, sample.place.family, meter, sample.place.id.unit, sample.place.end.milliseconds, sample.tries,
                sample.nextTry.milliseconds, sample.served.milliseconds,
                sample.servedUntil?.milliseconds,
            ])
        }
    }

    /// Applies ``SetAsideSample/recordOthersTaken(at:)`` to all stored samples of a receiver.
    package func recordOthersTaken(at now: Timestamp, ofReceiver name: String) async throws(StoreError) {
        try await pool.write { database in
            try database.cachedStatement(
                sql: """
                    UPDATE set_aside_samples
                    SET served = served + iif(served_until < ?2 AND served_until >= ?2 - ?3, ?2 - served_until, 0),
                        served_until = ?2
                    WHERE receiver = ?1
                    """
            ).execute(arguments: [name, now.milliseconds, SetAsideSample.longestInterval.milliseconds])
        }
    }

    /// Applies ``SetAsideSample/recordAway()`` to all stored samples of a receiver.
    package func recordAway(ofReceiver name: String) async throws(StoreError) {
        try await pool.write { database in
            try database.cachedStatement(sql: "UPDATE set_aside_samples SET served_until = NULL WHERE receiver = ?")
                .execute(arguments: [name])
        }
    }

    /// Removes the record of a set-aside sample.
    package func remove(_ place: SamplePlace, ofReceiver name: String) async throws(StoreError) {
        try await pool.write { database in
            guard let meter = try database.meterID(place.id.meter) else { return }
            try database.cachedStatement(
                sql: """
                    DELETE FROM set_aside_samples
                    WHERE receiver = ? AND family = ? AND meter = ? AND unit = ? AND "end" = ?
                    """
            ).execute(arguments: [name, place.family, meter, place.id.unit, place.end.milliseconds])
        }
    }

    /// Reads the reading of a series that ends at a time, as columns with one row or none.
    package func reading(of id: SeriesID, endingAt end: Timestamp) async throws(StoreError) -> ReadingColumns {
        try await pool.read { database in
            var readings = ReadingColumns()
            guard let meter = try database.meterID(id.meter) else { return readings }
            // Readings of a series do not overlap, so only the newest that begins before can end then.
            guard let series = try database.seriesID(meter: meter, unit: id.unit) else { return readings }
            try database.forEachRow(
                """
                SELECT start, "end", value FROM readings
                WHERE series = ? AND start < ? ORDER BY start DESC LIMIT 1
                """, [series, end.milliseconds]
            ) { readings.append($0) }
            return readings.ends.first == end.milliseconds ? readings : ReadingColumns()
        }
    }
}
