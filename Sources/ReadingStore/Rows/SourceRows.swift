import GRDB
import Ground
import Metering

/// An origin of a meter's readings: an object of the answers, as stored.
struct SourceRow {
    /// An origin that was last named this long before another one of its customer has been replaced by it: the meter
    /// got another rate code, say. Within this time polls name every origin there is.
    private static let longestAbsence = Duration.days(1)
    var id: Int64
    var origin: Origin
    /// The time at which it was last named.
    var seen: Timestamp

    init(_ row: Row) {
        id = row["id"]
        origin = Origin(
            group: row["group"], customerNumber: row["customer_number"],
            installationNumber: row["installation_number"], settlement: row["settlement"], rateCode: row["rate_code"])
        seen = Timestamp(milliseconds: row["seen"])
    }

    /// Returns true if one of the others has taken this one's place.
    func isFollowed(byOneOf others: [SourceRow], at now: Timestamp) -> Bool {
        others.contains { other in
            other.origin.group == origin.group && other.origin.customerNumber == origin.customerNumber
                && other.seen(at: now) > seen(at: now) + Self.longestAbsence
        }
    }

    /// The time when it was last seen. A time in the future was written before the clock was set back, and counts as
    /// long ago.
    private func seen(at now: Timestamp) -> Timestamp { seen > now ? Timestamp(milliseconds: 0) : seen }
}

/// Reads and writes the origins of meters' readings, and their order.
struct SourceWriter {
    /// The interval at which a repeated origin is recorded again.
    private static let seenAgain = Duration.hours(1)

    let database: Database
    let order: OriginOrder
    let now: Timestamp

    /// Returns the row of a meter's origin, and records it as seen now.
    func place(of origin: Origin, meter: Int64) throws -> Int64 {
        let row = try Row.fetchOne(
            database.cachedStatement(
                sql: """
                    SELECT id, seen FROM sources WHERE meter = ? AND "group" = ? AND customer_number = ?
                        AND installation_number = ? AND settlement = ? AND rate_code = ?
                    """),
            arguments: [
                meter, origin.group, origin.customerNumber, origin.installationNumber, origin.settlement,
                origin.rateCode,
            ])
        guard let row else { return try insert(origin, meter: meter) }
        let (id, seen): (Int64, Int64) = (row[0], row[1])
        guard now > Timestamp(milliseconds: seen) + Self.seenAgain || seen > now.milliseconds else { return id }
        try database.cachedStatement(sql: "UPDATE sources SET seen = ? WHERE id = ?")
            .execute(arguments: [now.milliseconds, id])
        return id
    }

    /// Returns the rank of each of a meter's origins, by row: of two readings of one length the one with the smaller
    /// rank is believed.
    func ranks(of meter: Int64) throws -> [Int64: Int] {
        let known = try rows(of: meter)
        let followed = Set(known.filter { $0.isFollowed(byOneOf: known, at: now) }.map(\.id))
        let sorted = known.sorted { left, right in
            if left.origin.group == right.origin.group, left.origin.customerNumber == right.origin.customerNumber,
                followed.contains(left.id) != followed.contains(right.id)
            {
                return followed.contains(right.id)
            }
            return order.precedes(left.origin, right.origin)
        }
        return Dictionary(uniqueKeysWithValues: zip(sorted.map(\.id), 0...))
    }

    private func rows(of meter: Int64) throws -> [SourceRow] {
        try database.values("SELECT * FROM sources WHERE meter = ?", [meter], SourceRow.init)
    }

    private func insert(_ origin: Origin, meter: Int64) throws -> Int64 {
        try database.cachedStatement(
            sql: """
                INSERT INTO sources (meter, "group", customer_number, installation_number, settlement, rate_code, seen)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            meter, origin.group, origin.customerNumber, origin.installationNumber, origin.settlement, origin.rateCode,
            now.milliseconds,
        ])
        return database.lastInsertedRowID
    }
}
