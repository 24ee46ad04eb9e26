import Ground
import Metering
import ReadingStore

/// One object in all pages of one poll: a meter with one origin.
struct InvoicedObject: Sendable {
    let meter: MeterID
    let origin: Origin
    var facts = MeterFacts()
    var rows: [UnitKind: [Timestamp: InvoiceRows]] = [:]
    /// The first of each date and unit.
    var effects: [InvoiceMaxEffect] = []
    /// The newest date that has a value.
    private(set) var newest: Timestamp?

    init(meter: MeterID, origin: Origin) {
        self.meter = meter
        self.origin = origin
    }

    /// Returns the identity of a date of its values.
    func named(_ kind: UnitKind, _ date: Timestamp) -> InvoicedDate {
        InvoicedDate(meter: meter, customerNumber: origin.customerNumber, kind: kind, date: date)
    }

    mutating func add(_ source: InvoiceSource, page: Int) {
        let date = source.series.flatMap(\.invoices).map(\.date).max()
        // Of several objects with one origin the newest gives the facts.
        if newest == nil || (date.map { $0 > newest ?? $0 } ?? false) { facts = source.facts }
        newest = [newest, date].compactMap(\.self).max()
        for series in source.series {
            let kind = UnitKind(series.unit)
            let byDate = Dictionary(grouping: series.invoices, by: \.date)
            for (date, invoices) in byDate {
                rows[kind, default: [:]][date, default: InvoiceRows()].add(
                    invoices.map { InvoicePart(unit: series.unit, invoice: $0) }, page: page)
            }
            for date in series.removals { rows[kind, default: [:]][date, default: InvoiceRows()].add([], page: page) }
        }
        for effect in source.maxEffects
        where !effects.contains(where: { $0.date == effect.date && $0.effect.unit == effect.effect.unit }) {
            effects.append(effect)
        }
    }
}

/// The rows of one object and date; empty if the date was sent with null only.
struct InvoiceRows: Sendable {
    /// The rows that count, with a mark if others contradict them.
    struct Choice {
        var parts: [InvoicePart]
        var isContradicted: Bool
        var total: Double { parts.reduce(0) { $0 + $1.invoice.value } }
    }

    /// In the order of the answer. A row occurs as often as on the page that has it most often, because a page that is
    /// requested again repeats its rows.
    private(set) var parts: [InvoicePart] = []
    private var onPage: [Int: Int] = [:]

    /// The largest number of rows on one page, or of parts where there are more.
    var most: Int { max(onPage.values.max() ?? 0, parts.count) }

    mutating func add(_ named: [InvoicePart], page: Int) {
        onPage[page, default: 0] += named.count
        var known = parts
        for part in named {
            if let place = known.firstIndex(where: { $0.isSame(as: part) }) {
                known.remove(at: place)
            } else {
                parts.append(part)
            }
        }
    }

    var choice: Choice {
        // Parts in one unit only: kWh, or else the first unit by name.
        let units = Set(parts.map(\.unit)).sorted(by: UnitKind.precedes)
        let first = parts.filter { $0.unit == units.first }
        if first.contains(where: { $0.invoice.value < 0 }) { return Choice(parts: first, isContradicted: false) }
        return Choice(
            parts: Array(first.prefix(1)),
            isContradicted: first.contains { $0.invoice.value != first[0].invoice.value })
    }
}

extension InvoicePart {
    fileprivate func isSame(as other: InvoicePart) -> Bool { unit == other.unit && invoice == other.invoice }
}
