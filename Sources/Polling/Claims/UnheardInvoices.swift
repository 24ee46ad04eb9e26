import Ground
import Metering
import ReadingStore

/// Stored invoices that a poll has not heard of, because some of its requests failed.
///
/// Received invoices are stored anyway, unless they could count a month twice: a new date beside others of its month
/// may replace one of them, and so waits for a poll that hears everything.
struct UnheardInvoices {
    private let months: InvoiceMonths
    private let stored: Set<InvoicedDate>
    private let named: Set<InvoicedDate>

    /// - Parameters:
    ///   - stored: the stored dates of the requested time.
    ///   - named: the dates that the poll has named with a value.
    init(months: InvoiceMonths, stored: Set<InvoicedDate>, named: Set<InvoicedDate>) {
        self.months = months
        self.stored = stored
        self.named = named
    }

    /// Returns the part of a group's statements that can be stored.
    ///
    /// - Parameter isWhole: true if the group got everything it asked for, so that values missing from its statements
    ///   are removed.
    func safe(_ statements: [InvoiceStatement], isWhole: Bool) -> [InvoiceStatement] {
        statements.flatMap { statement -> [InvoiceStatement] in
            let dates = Set(statement.parts.map(\.invoice.date)).filter { isSafe($0, statement, isWhole: isWhole) }
            if isWhole {
                var statement = statement
                statement.parts.removeAll { !dates.contains($0.invoice.date) }
                return [statement]
            }
            return dates.sorted().map { date in
                // Only the stored values of this date are replaced.
                var part = statement
                part.dates = date..<(date + .milliseconds(1))
                part.parts.removeAll { $0.invoice.date != date }
                part.effects.removeAll { $0.date != date }
                return part
            }
        }
    }

    private func isSafe(_ date: Timestamp, _ statement: InvoiceStatement, isWhole: Bool) -> Bool {
        let own = InvoicedDate(
            meter: statement.meter, customerNumber: CustomerNumber.normalized(statement.customerNumber),
            kind: statement.kind, date: date)
        if stored.contains(own) { return true }
        let month = months.dates(of: months.month(of: date))
        let unheard = stored.filter { one in
            one.meter == own.meter && one.kind == own.kind && month.contains(one.date) && !named.contains(one)
        }
        return !unheard.contains { one in
            one.customerNumber == own.customerNumber ? !isWhole : one.date == date
        }
    }
}
