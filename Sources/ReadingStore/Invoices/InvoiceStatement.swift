package import Ground
package import Metering

/// All that one poll was told to have been invoiced to one customer for a meter, a kind of unit and a month. It replaces what
/// was stored of these.
package struct InvoiceStatement: Sendable, Equatable {
    /// The meter.
    package var meter: MeterID
    /// Facts about the meter in the same answer.
    package var facts: MeterFacts
    /// The customer who was invoiced; zeros in front say nothing.
    package var customerNumber: String
    /// The kind of the parts' units.
    package var kind: UnitKind
    /// The dates that mean the month.
    package var dates: Range<Timestamp>
    /// The values, whose sum was invoiced; empty where nothing is left.
    package var parts: [InvoicePart]
    /// The highest powers that stand beside them.
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

/// A part of what was invoiced for a month; several of one date are added.
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
