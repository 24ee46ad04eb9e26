import Ground
package import Metering
package import ReadingStore

/// Invoiced rows of one poll over all groups, collected page by page and settled at its end: the rows that are parts of
/// a month are added, and the rows that state one invoice twice are counted once (`docs/api.md`, "Invoices").
///
/// ```swift
/// var claims = InvoiceClaims(order: order, calendar: calendar, dating: .start)
/// claims.add(page, group: "main")
/// let settled = claims.settled()
/// ```
///
/// - Rows of one object with different dates are parts, and so are those of objects of different customers.
/// - Where one row of an object and date is negative, it is a credit, and all rows of that date are parts.
/// - Otherwise rows of one object and date state one invoice twice, and so do two objects' rows of one date: the
///   object's first row counts, and of two objects the one that comes first in the configuration.
package struct InvoiceClaims: Sendable {
    /// The settled pages of one group.
    package struct Settled: Sendable {
        /// In the order for the store: the facts that shall remain of a meter come last.
        package var statements: [InvoiceStatement] = []
        /// Rows that repeat another one.
        package var duplicates = 0
        package var findings = Findings()
    }

    /// The settled pages of every group.
    package struct Outcome: Sendable {
        /// By name of the group.
        package var groups: [String: Settled] = [:]
        /// All dates that have a value.
        package var named: Set<InvoicedDate> = []
    }

    /// A meter's values of one kind.
    private struct Course: Hashable {
        var meter: MeterID
        var kind: UnitKind
    }

    private let order: OriginOrder
    let months: InvoiceMonths
    private var objects: [Place: InvoicedObject] = [:]
    private var pages = 0

    private struct Place: Hashable {
        var meter: MeterID
        var origin: Origin
    }

    /// Creates the claims of one poll.
    ///
    /// - Parameters:
    ///   - order: the precedence of objects, from the configuration.
    ///   - calendar: the civil months.
    ///   - dating: the side of the month on which the API's dates lie (`invoiced.reading_date`).
    package init(order: OriginOrder, calendar: MeteringCalendar, dating: InvoiceDating) {
        self.order = order
        months = InvoiceMonths(calendar: calendar, dating: dating)
    }

    /// Adds the rows of a page.
    ///
    /// - Parameter group: name of the customer group that asked.
    package mutating func add(_ page: InvoiceBatch, group: String) {
        for source in page.sources {
            let place = Place(meter: source.meter, origin: Origin(group: group, source.facts))
            objects[place, default: InvoicedObject(meter: source.meter, origin: place.origin)].add(source, page: pages)
        }
        pages += 1
    }

    /// Settles all pages.
    package func settled() -> Outcome {
        let inOrder = objects.values.sorted { left, right in
            left.meter == right.meter ? order.precedes(left.origin, right.origin) : left.meter < right.meter
        }
        var outcome = Outcome()
        var taken: [Course: [Timestamp: Double]] = [:]
        var statements = StatementTable(months: months)
        for object in inOrder {
            statements.open(object)
            var settled = outcome.groups[object.origin.group] ?? Settled()
            for (kind, dates) in object.rows.sorted(by: { $0.key.sortKey < $1.key.sortKey }) {
                let course = Course(meter: object.meter, kind: kind)
                for (date, rows) in dates.sorted(by: { $0.key < $1.key }) {
                    statements.name(object, kind, date)
                    guard !rows.parts.isEmpty else { continue }
                    outcome.named.insert(object.named(kind, date))
                    settle(rows, date, &taken[course, default: [:]], &settled) {
                        statements.add($0, object, kind)
                    }
                }
            }
            statements.add(object.effects, object)
            outcome.groups[object.origin.group] = settled
        }
        for (group, list) in statements.byGroup { outcome.groups[group, default: Settled()].statements = list }
        return outcome
    }

    /// - Parameters:
    ///   - taken: the sums of the dates that earlier objects have named.
    ///   - add: called with the rows that count.
    private func settle(
        _ rows: InvoiceRows, _ date: Timestamp, _ taken: inout [Timestamp: Double], _ settled: inout Settled,
        add: ([InvoicePart]) -> Void
    ) {
        let choice = rows.choice
        if let said = taken[date] {
            settled.duplicates += rows.most
            if said != choice.total { settled.findings[.duplicate] += 1 }
            return
        }
        taken[date] = choice.total
        settled.duplicates += rows.most - choice.parts.count
        if choice.isContradicted { settled.findings[.duplicate] += 1 }
        add(choice.parts)
    }
}

extension UnitKind {
    /// Energy first, then volumes, then the others by name.
    var sortKey: String {
        switch self {
        case .energy: "0"
        case .volume: "1"
        case .other(let unit): "2\(unit)"
        }
    }
}
