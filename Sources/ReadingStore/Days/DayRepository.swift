import GRDB
package import Ground
package import Metering

/// The repository of day sums and of peak candidates for tariffs.
///
/// Days are written in the transaction of their readings, and outlive them. The repository holds the rules, computes
/// days that were written by other rules, and reads.
package struct DayRepository: Sendable {
    /// The longest time for which computing days holds up polls.
    private static let longestTurn = Duration.milliseconds(100)

    let pool: StorePool
    let rules: HeldDayRules

    /// Sets the rules for all later writes. Does nothing if they are set already.
    ///
    /// - Returns: the days that are computed by them.
    package func use(_ rules: DigestRules, at now: Timestamp) async throws(StoreError) -> MadeDays {
        let held = self.rules
        if let used = held.current, used.rules == rules { return try await made() }
        try await pool.write { database in
            let used = try DayRules.use(rules, at: now, database)
            // Writing continues only after this transaction, and then by these rules.
            database.afterNextTransaction { _ in held.set(used) }
        }
        return try await made()
    }

    /// Returns the days that are computed by the rules in use.
    package func made() async throws(StoreError) -> MadeDays {
        guard let used = rules.current else { return MadeDays(sums: false, peaks: []) }
        return try await pool.read { database in
            let unmade = try Set(Int64.fetchAll(database, sql: "SELECT DISTINCT rules FROM unmade_days"))
            return MadeDays(sums: !unmade.contains(used.sums), peaks: used.peaks.map { !unmade.contains($0) })
        }
    }

    /// Computes missing days of courses by the rules in use, for a tenth of a second.
    ///
    /// - Returns: the number of courses that are left.
    package func makeSome() async throws(StoreError) -> Int {
        guard let used = rules.current else { return 0 }
        return try await pool.write { database in
            let start = ContinuousClock.now
            let writer = DayWriter(database: database, used: used)
            while ContinuousClock.now - start < Self.longestTurn {
                guard let course = try Int64.fetchOne(database, sql: "SELECT course FROM unmade_days LIMIT 1") else {
                    return 0
                }
                let unmade = try Int64.fetchAll(
                    database, sql: "SELECT rules FROM unmade_days WHERE course = ?", arguments: [course])
                guard let row = try CourseRow.all(database, where: "courses.id = ?", [course]).first else { return 0 }
                try writer.make(row, unmade: Set(unmade))
            }
            return try Int.fetchOne(database, sql: "SELECT count(DISTINCT course) FROM unmade_days") ?? 0
        }
    }

    /// Reads the stored days of stretches of time into digests, and computes missing ones.
    ///
    /// Days that were computed by other rules are not read.
    ///
    /// - Parameters:
    ///   - stretches: of any meters; for each clock the days that lie wholly in a stretch are read.
    ///   - made: the result of ``use(_:at:)`` with the rules of the digests.
    ///   - digests: changed in place. Give them away (`consume`), or they are copied.
    package func read(
        _ stretches: [CourseStretch], _ rules: DigestRules, _ made: MadeDays,
        into digests: consuming [CourseID: CourseDigest]
    ) async throws(StoreError) -> [CourseID: CourseDigest] {
        guard let used = self.rules.current else { return digests }
        let traveller = Traveller(digests)
        for first in stride(from: 0, to: stretches.count, by: Self.readAtOnce) {
            let places = first..<min(first + Self.readAtOnce, stretches.count)
            try await pool.read { database in
                for stretch in stretches[places] {
                    let id = CourseID(meter: stretch.meter, kind: stretch.kind)
                    guard let meter = try database.meterID(stretch.meter),
                        let course = try CourseRow.find(meter, id, database)
                    else { continue }
                    let rows = DayRows(database: database, course: course.row, used: used)
                    try traveller.update { digests in
                        try rows.read(stretch.time, made, into: &digests[id, default: CourseDigest(id, rules)])
                    }
                }
            }
        }
        return traveller.take()
    }

    /// While a reader is open, the log cannot be written back into the file.
    private static let readAtOnce = 500
}

extension CourseRow {
    /// Reads courses.
    static func all(
        _ database: Database, where condition: String = "true", _ arguments: StatementArguments = []
    ) throws -> [CourseRow] {
        // A kind is known by any of its units, and an unknown unit is a kind of its own.
        try database.values(
            """
            SELECT courses.*, metering_point, delivery_category, microproduction
            FROM courses JOIN meters ON meters.id = meter WHERE \(condition)
            """, arguments
        ) { row in CourseRow(row, CourseID(meter: MeterID(row), kind: UnitKind(text: row["kind"]))) }
    }
}

extension UnitKind {
    /// - Parameter text: of ``text``.
    init(text: String) {
        switch text {
        case "energy": self = .energy
        case "volume": self = .volume
        default: self = .other(String(text.dropFirst("unit ".count)))
        }
    }
}
