import GRDB
package import Ground
package import Metering

/// The desk for what days add up to, and what they offer to tariffs.
///
/// Days are written with the readings, in their transaction, and outlive them. The desk says by which rules, makes what was not
/// made by them yet, and reads.
package struct DayRepository: Sendable {
    /// Making days keeps polls waiting for no longer than this.
    private static let longestTurn = Duration.milliseconds(100)

    let pool: StorePool
    let rules: HeldDayRules

    /// Takes rules into use: what is written from now on is followed by them. Costs nothing where they are in use already.
    ///
    /// - Returns: what is made by them.
    package func use(_ rules: DigestRules, at now: Timestamp) async throws(StoreError) -> MadeDays {
        let held = self.rules
        if let used = held.current, used.rules == rules { return try await made() }
        try await pool.write { database in
            let used = try DayRules.use(rules, at: now, database)
            // Writing goes on only after this transaction, and then by these rules.
            database.afterNextTransaction { _ in held.set(used) }
        }
        return try await made()
    }

    /// Tells which days are made by the rules in use.
    package func made() async throws(StoreError) -> MadeDays {
        guard let used = rules.current else { return MadeDays(sums: false, peaks: []) }
        return try await pool.read { database in
            let unmade = try Set(Int64.fetchAll(database, sql: "SELECT DISTINCT rules FROM unmade_days"))
            return MadeDays(sums: !unmade.contains(used.sums), peaks: used.peaks.map { !unmade.contains($0) })
        }
    }

    /// Makes days of courses whose days are not made by the rules in use, for a tenth of a second.
    ///
    /// - Returns: how many courses are left.
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

    /// Takes the stored days of stretches of time over into digests, and makes those that are not there.
    ///
    /// Nothing is taken over of what is not made by the rules in use.
    ///
    /// - Parameters:
    ///   - stretches: of any meters; for each clock the days that lie in one wholly are read.
    ///   - made: of ``use(_:at:)`` with the rules of the digests.
    ///   - digests: travel through the reads and come back; give them away (`consume`), or they are copied.
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

    /// While a reader goes on, the log cannot be written back into the file.
    private static let readAtOnce = 500
}

extension CourseRow {
    /// Reads courses.
    static func all(
        _ database: Database, where condition: String = "true", _ arguments: StatementArguments = []
    ) throws -> [CourseRow] {
        // A kind is that of any of its units, and one that is not known by name holds its unit.
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
