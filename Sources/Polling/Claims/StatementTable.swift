import Ground
import Metering
import ReadingStore

/// The civil months that dates of invoices are for.
struct InvoiceMonths: Sendable {
    let calendar: MeteringCalendar
    let dating: InvoiceDating

    func month(of date: Timestamp) -> CivilMonth { calendar.month(invoicedAt: date, dating) }
    func dates(of month: CivilMonth) -> Range<Timestamp> { calendar.dates(of: month..<(month + 1), dating) }
}

/// The statements of one poll: one for each meter, customer number, kind of unit and month that occurred.
///
/// A statement belongs to the first group that names it, even if another group requests the same customer.
struct StatementTable {
    private struct Account: Hashable {
        var meter: MeterID
        var customerNumber: String
    }

    private struct Key: Hashable {
        var account: Account
        var kind: UnitKind
        var month: CivilMonth
    }

    private struct Entry {
        var group: String
        /// Rank and newest date of the object that gives the facts.
        var speaker: (newest: Timestamp, rank: Int)
        var statement: InvoiceStatement
    }

    let months: InvoiceMonths
    private var entries: [Key: Entry] = [:]
    private var effects: [Account: [InvoiceMaxEffect]] = [:]
    private var rank = 0
    /// Objects without any month, which still have facts about their meters.
    private var silent: [(group: String, statement: InvoiceStatement)] = []
    private var takenEffects: [MeterID: Set<EffectKey>] = [:]

    private struct EffectKey: Hashable {
        var date: Timestamp
        var unit: String
    }

    init(months: InvoiceMonths) { self.months = months }

    /// Begins an object; objects come in the order in which they are believed.
    mutating func open(_ object: InvoicedObject) {
        rank += 1
        guard object.rows.isEmpty else { return }
        let nothing = Timestamp(milliseconds: 0)
        silent.append(
            (
                object.origin.group,
                InvoiceStatement(
                    meter: object.meter, facts: object.facts, customerNumber: object.origin.customerNumber,
                    kind: .energy, dates: nothing..<nothing, parts: [], effects: [])
            ))
    }

    /// Records that an object names a date, with a value or without.
    mutating func name(_ object: InvoicedObject, _ kind: UnitKind, _ date: Timestamp) {
        let month = months.month(of: date)
        let key = key(object, kind, month)
        let newest = object.newest ?? Timestamp(milliseconds: .min)
        if let entry = entries[key] {
            guard newest > entry.speaker.newest else { return }
            entries[key]?.statement.facts = object.facts
            entries[key]?.speaker = (newest, rank)
            return
        }
        entries[key] = Entry(
            group: object.origin.group, speaker: (newest, rank),
            statement: InvoiceStatement(
                meter: object.meter, facts: object.facts, customerNumber: object.origin.customerNumber, kind: kind,
                dates: months.dates(of: month), parts: [], effects: []))
    }

    /// Adds parts of one date, which was named before.
    mutating func add(_ parts: [InvoicePart], _ object: InvoicedObject, _ kind: UnitKind) {
        guard let date = parts.first?.invoice.date else { return }
        entries[key(object, kind, months.month(of: date))]?.statement.parts += parts
    }

    /// Adds the highest powers of an object, unless an earlier object has one of that date.
    mutating func add(_ effects: [InvoiceMaxEffect], _ object: InvoicedObject) {
        for effect in effects {
            let key = EffectKey(date: effect.date, unit: effect.effect.unit)
            guard takenEffects[object.meter, default: []].insert(key).inserted else { continue }
            self.effects[account(object), default: []].append(effect)
        }
    }

    /// Returns the statements of each group in the order for the store: the facts of the newest object, or of several
    /// the first in the configuration, come last.
    var byGroup: [String: [InvoiceStatement]] {
        var lists: [String: [InvoiceStatement]] = [:]
        for (group, statement) in silent { lists[group, default: []].append(statement) }
        let inOrder = entries.sorted { left, right in
            if left.key.account.meter != right.key.account.meter {
                return left.key.account.meter < right.key.account.meter
            }
            let speakers = (left.value.speaker, right.value.speaker)
            if speakers.0.newest != speakers.1.newest { return speakers.0.newest < speakers.1.newest }
            if speakers.0.rank != speakers.1.rank { return speakers.0.rank > speakers.1.rank }
            return (left.value.statement.dates.lowerBound, left.key.kind.sortKey)
                < (right.value.statement.dates.lowerBound, right.key.kind.sortKey)
        }
        for (key, entry) in inOrder {
            var statement = entry.statement
            statement.effects = (effects[key.account] ?? []).filter { statement.dates.contains($0.date) }
            lists[entry.group, default: []].append(statement)
        }
        return lists
    }

    private func account(_ object: InvoicedObject) -> Account {
        Account(meter: object.meter, customerNumber: object.origin.customerNumber)
    }

    private func key(_ object: InvoicedObject, _ kind: UnitKind, _ month: CivilMonth) -> Key {
        Key(account: account(object), kind: kind, month: month)
    }
}
