import GRDB
import Ground
import Metering

/// Writes one statement inside one transaction: only parts that differ from the stored ones.
struct InvoiceWriter {
    let database: Database

    /// A stored part of an invoice.
    private struct Stored {
        var change: Int64
        var unit: String
        var date: Int64
        var value: Double
        var status: Int64
        var customer: String?
    }

    /// Replaces the stored month of a customer.
    ///
    /// - Parameter meter: the row of the statement's meter.
    func write(_ statement: InvoiceStatement, meter: Int64) throws -> StoredCounts {
        let customer = CustomerNumber.normalized(statement.customerNumber)
        var stored = try storedParts(statement, meter: meter, customer: customer)
        var counts = StoredCounts()
        var left: [(part: InvoicePart, status: Int64)] = []
        for part in statement.parts {
            let status = try MeterWriter(database: database).statusID(part.invoice.status)
            let date = part.invoice.date.milliseconds
            guard
                let same = stored.firstIndex(where: {
                    $0.unit == part.unit && $0.date == date && $0.value == part.invoice.value
                })
            else {
                left.append((part, status))
                continue
            }
            counts.unchanged += 1
            let known = stored.remove(at: same)
            guard known.status != status || known.customer != customer else { continue }
            try database.cachedStatement(sql: "UPDATE invoices SET status = ?, customer_number = ? WHERE change = ?")
                .execute(arguments: [status, customer, known.change])
        }
        for one in stored {
            try database.cachedStatement(sql: "DELETE FROM invoices WHERE change = ?").execute(arguments: [one.change])
        }
        for (part, status) in left { try insert(part, meter: meter, customer: customer, status: status) }
        for unit in Set(stored.map(\.unit)).subtracting(left.map(\.part.unit)) {
            try renew(unit, statement.dates, meter: meter)
            let newest = stored.filter { $0.unit == unit }.map(\.change).max()
            try countRemoved(unit, statement.dates, meter: meter, newest: newest ?? 0)
        }
        counts.corrected = min(stored.count, left.count)
        counts.new = left.count - counts.corrected
        counts.withdrawn = stored.count - counts.corrected
        try write(statement.effects, statement, meter: meter, customer: customer)
        return counts
    }

    /// Returns the stored parts that a statement replaces. Parts stored before customers were recorded may be
    /// anybody's.
    private func storedParts(_ statement: InvoiceStatement, meter: Int64, customer: String) throws -> [Stored] {
        try database.values(
            """
            SELECT change, unit, date, value, status, customer_number FROM invoices
            WHERE meter = ? AND date >= ? AND date < ? AND coalesce(customer_number, ?4) = ?4
            ORDER BY customer_number IS NULL, change
            """,
            [
                meter, statement.dates.lowerBound.milliseconds, statement.dates.upperBound.milliseconds, customer,
            ]
        ) { row in
            Stored(
                change: row["change"], unit: row["unit"], date: row["date"], value: row["value"],
                status: row["status"], customer: row["customer_number"])
        }.filter { UnitKind($0.unit) == statement.kind }
    }

    private func insert(_ part: InvoicePart, meter: Int64, customer: String, status: Int64) throws {
        try database.cachedStatement(
            sql: """
                INSERT INTO invoices (meter, customer_number, unit, date, value, status) VALUES (?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            meter, customer, part.unit, part.invoice.date.milliseconds, part.invoice.value, status,
        ])
    }

    /// Gives a new change to a remaining part of a month, because the sum of the month changes when other parts go.
    private func renew(_ unit: String, _ dates: Range<Timestamp>, meter: Int64) throws {
        try database.cachedStatement(
            sql: """
                UPDATE invoices SET change = (SELECT seq + 1 FROM sqlite_sequence WHERE name = 'invoices')
                WHERE change = (SELECT min(change) FROM invoices WHERE meter = ? AND unit = ? AND date >= ? AND date < ?)
                """
        ).execute(arguments: [meter, unit, dates.lowerBound.milliseconds, dates.upperBound.milliseconds])
        // An update does not advance the counter.
        try database.cachedStatement(
            sql: """
                UPDATE sqlite_sequence SET seq = max(seq, coalesce((SELECT max(change) FROM invoices), 0))
                WHERE name = 'invoices'
                """
        ).execute()
    }

    /// Counts, for receivers that have it, a month without any part left.
    private func countRemoved(_ unit: String, _ dates: Range<Timestamp>, meter: Int64, newest: Int64) throws {
        let isLeft = try Bool.fetchOne(
            database.cachedStatement(
                sql: """
                    SELECT EXISTS (SELECT 1 FROM invoices WHERE meter = ? AND unit = ? AND date >= ? AND date < ?)
                    """),
            arguments: [meter, unit, dates.lowerBound.milliseconds, dates.upperBound.milliseconds])
        guard isLeft == false else { return }
        // If dates close their months, the month ends a second before the last possible date.
        try DeliveredReadings(database: database).countRemovedMonth(
            change: newest, end: dates.upperBound.milliseconds)
    }

    // MARK: Highest powers

    private func write(
        _ effects: [InvoiceMaxEffect], _ statement: InvoiceStatement, meter: Int64, customer: String
    ) throws {
        let kind = statement.kind.key
        let arguments: StatementArguments = [
            meter, statement.dates.lowerBound.milliseconds, statement.dates.upperBound.milliseconds, customer, kind,
        ]
        let condition = """
            meter = ?1 AND date >= ?2 AND date < ?3 AND coalesce(customer_number, ?4) = ?4 AND coalesce(kind, ?5) = ?5
            """
        let stored = try database.values(
            "SELECT * FROM invoice_max_effects WHERE \(condition) ORDER BY id", arguments, InvoiceMaxEffect.init)
        guard stored != effects else { return }
        try database.cachedStatement(sql: "DELETE FROM invoice_max_effects WHERE \(condition)")
            .execute(arguments: arguments)
        for effect in effects {
            try database.cachedStatement(
                sql: """
                    INSERT INTO invoice_max_effects (meter, customer_number, kind, unit, date, time, value)
                    VALUES (?, ?, ?, ?, ?, ?, ?)
                    """
            ).execute(arguments: [
                meter, customer, kind, effect.effect.unit, effect.date.milliseconds,
                effect.effect.time.milliseconds, effect.effect.value,
            ])
        }
    }
}

extension UnitKind {
    /// The text under which the store keeps it.
    fileprivate var key: String {
        switch self {
        case .energy: "energy"
        case .volume: "volume"
        case .other(let unit): "unit \(unit)"
        }
    }
}
