import Ground
import Metering
import ReadingStore

/// Stored invoices of which a poll has not heard, since some of its requests failed.
///
/// What came is stored all the same, as long as it cannot count a month twice: a date that is new beside others of its month
/// may take the place of one of them, and waits for a poll that hears all.
struct UnheardInvoices {
    private let months: InvoiceMonths
    private let stored: Set<InvoicedDate>
    private let named: Set<InvoicedDate>

    /// - Parameters:
    ///   - stored: what is stored of the time that was asked for.
    ///   - named: what the poll has named with a value.
    init(months: InvoiceMonths, stored: Set<InvoicedDate>, named: Set<InvoicedDate>) {
        self.months = months
        self.stored = stored
        self.named = named
    }

    /// Returns what can be stored of a group's statements.
    ///
    /// - Parameter isWhole: the group itself got all that it asked for, so that what its statements leave out goes.
    func safe(_ statements: [InvoiceStatement], isWhole: Bool) -> [InvoiceStatement] {
        statements.flatMap { statement -> [InvoiceStatement] in
            let dates = Set(statement.parts.map(\.invoice.date)).filter { isSafe($0, statement, isWhole: isWhole) }
            if isWhole {
                var statement = statement
                statement.parts.removeAll { !dates.contains($0.invoice.date) }
                return [statement]
            }
            return dates.sorted().map { date in
                // Only what is stored of this date is replaced.
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
