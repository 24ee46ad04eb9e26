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

    /// Reads the stored days of stretches of time into digests. Days that were computed by other rules are not read.
    ///
    /// - Parameters:
    ///   - stretches: of any meters; for each clock the days that lie wholly in a stretch are read.
    ///   - made: the result of ``use(_:at:)`` with the rules of the digests.
    ///   - kept: nil to keep everything.
    ///   - digests: changed in place. Give them away (`consume`), or they are copied.
    package func read(
        _ stretches: [CourseStretch], _ rules: DigestRules, _ made: MadeDays,
        keeping kept: KeptDays? = nil, into digests: consuming [CourseID: CourseDigest]
    ) async throws(StoreError) -> [CourseID: CourseDigest] {
        guard let used = self.rules.current else { return digests }
        let firstPeaks = kept.map { kept in rules.tariffs.map { rules.firstBilledTime(of: $0, at: kept.now) } }
        let traveller = Traveller(digests)
        for first in stride(from: 0, to: stretches.count, by: Self.readAtOnce) {
            let places = first..<min(first + Self.readAtOnce, stretches.count)
            try await pool.read { database in
                for stretch in stretches[places] {
                    guard let rows = try DayRows(of: stretch, used, database) else { continue }
                    let id = stretch.course
                    try traveller.update { digests in
                        var digest = digests.removeValue(forKey: id) ?? CourseDigest(id, rules)
                        try rows.read(stretch.time, made, peaksFrom: firstPeaks, into: &digest)
                        if let kept { digest.fold(except: kept.months[id] ?? []) }
                        digests[id] = digest
                    }
                }
            }
        }
        return traveller.take()
    }

    /// Reads the stored day sums of a few courses.
    ///
    /// - Parameters:
    ///   - stretches: any number for a course; the days that lie wholly in them are read.
    ///   - rules: nothing is read if others are in use for sums.
    /// - Returns: nothing for a course without sums.
    package func sums(
        _ stretches: [CourseStretch], _ rules: DigestRules
    ) async throws(StoreError) -> [CourseID: DayTotals] {
        guard let used = self.rules.current, used.rules.textOfSums == rules.textOfSums else { return [:] }
        return try await pool.read { database in
            var found: [CourseID: DayTotals] = [:]
            for stretch in stretches {
                guard let rows = try DayRows(of: stretch, used, database) else { continue }
                let days = rules.calendar.days(inside: stretch.time, rules.periodClock)
                try rows.forEachSum(days) { found[stretch.course, default: DayTotals()].set($0, $1) }
            }
            return found
        }
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
