package import Ground

/// The invoiced values of one page of an answer.
package struct InvoiceBatch: Sendable, Equatable {
    /// The answer's objects in their order, with invoiced values or not.
    package var sources: [InvoiceSource]
    /// Values that were not understood, by why.
    package var rejected: [RejectionReason: Int]
    /// Values that came without a number. They are not stored: what is missing is absent, never 0.
    package var missing: Int
    /// Oddities met in the page, by kind.
    package var findings: Findings

    /// Creates the contents of one page; the default is a page without objects.
    package init(
        sources: [InvoiceSource] = [], rejected: [RejectionReason: Int] = [:], missing: Int = 0,
        findings: Findings = Findings()
    ) {
        self.sources = sources
        self.rejected = rejected
        self.missing = missing
        self.findings = findings
    }

    /// The number of invoiced values in the page.
    package var count: Int { sources.reduce(0) { $0 + $1.series.reduce(0) { $0 + $1.invoices.count } } }
}

/// One object of an answer: a meter, what is said about it, and what was invoiced for it.
package struct InvoiceSource: Sendable, Hashable {
    package var meter: MeterID
    package var facts: MeterFacts
    /// One entry for each unit, in the order in which the units first come.
    package var series: [InvoiceSeries]
    package var maxEffects: [InvoiceMaxEffect]

    /// Creates one object of an answer.
    package init(
        meter: MeterID, facts: MeterFacts = MeterFacts(), series: [InvoiceSeries] = [],
        maxEffects: [InvoiceMaxEffect] = []
    ) {
        self.meter = meter
        self.facts = facts
        self.series = series
        self.maxEffects = maxEffects
    }
}

/// Values invoiced to one source in one unit.
package struct InvoiceSeries: Sendable, Hashable {
    /// A label of ``UnitLabel``; empty where none is named.
    package var unit: String
    /// In order of their dates; of one date there may be several, in the order of the answer.
    package var invoices: [Invoice]
    /// Dates that were named with null as their value.
    package var removals: [Timestamp]

    /// Creates a series; `removals` are the dates sent with null.
    package init(unit: String, invoices: [Invoice], removals: [Timestamp] = []) {
        self.unit = unit
        self.invoices = invoices
        self.removals = removals
    }
}
