package import Ground
package import Metering

/// All values that one poll found invoiced to one customer for a meter, a kind of unit and a month. They replace the
/// stored ones.
package struct InvoiceStatement: Sendable, Equatable {
    /// The meter.
    package var meter: MeterID
    /// Facts about the meter in the same answer.
    package var facts: MeterFacts
    /// The invoiced customer; leading zeros do not matter.
    package var customerNumber: String
    /// The kind of the parts' units.
    package var kind: UnitKind
    /// The dates that stand for the month.
    package var dates: Range<Timestamp>
    /// The values, whose sum was invoiced; empty if nothing is left.
    package var parts: [InvoicePart]
    /// The highest powers beside them.
    package var effects: [InvoiceMaxEffect]

    /// Creates the statement of one month: it replaces all that is stored for the customer, meter and kind within
    /// `dates`.
    package init(
        meter: MeterID, facts: MeterFacts, customerNumber: String, kind: UnitKind, dates: Range<Timestamp>,
        parts: [InvoicePart], effects: [InvoiceMaxEffect] = []
    ) {
        self.meter = meter
        self.facts = facts
        self.customerNumber = customerNumber
        self.kind = kind
        self.dates = dates
        self.parts = parts
        self.effects = effects
    }
}

/// A part of a month's invoice; several of one date are added.
package struct InvoicePart: Sendable, Hashable {
    /// A label of `UnitLabel`.
    package var unit: String
    package var invoice: Invoice

    /// Creates a part in `unit`.
    package init(unit: String, invoice: Invoice) {
        self.unit = unit
        self.invoice = invoice
    }
}
