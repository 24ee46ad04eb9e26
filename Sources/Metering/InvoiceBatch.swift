package import Ground

/// The invoiced values of one page of an answer.
package struct InvoiceBatch: Sendable, Equatable {
    /// The answer's objects in their order, with or without invoiced values.
    package var sources: [InvoiceSource]
    /// Counts of malformed values, by reason.
    package var rejected: [RejectionReason: Int]
    /// Values sent without a number. They are not stored: a missing value is absent, never 0.
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

/// One object of an answer: a meter, its facts, and its invoiced values.
package struct InvoiceSource: Sendable, Hashable {
    package var meter: MeterID
    package var facts: MeterFacts
    /// One entry for each unit, in the order of their first occurrence.
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
    /// A label of ``UnitLabel``; empty if there is none.
    package var unit: String
    /// In order of their dates; there may be several of one date, in the order of the answer.
    package var invoices: [Invoice]
    /// Dates sent with null as their value.
    package var removals: [Timestamp]

    /// Creates a series; `removals` are the dates sent with null.
    package init(unit: String, invoices: [Invoice], removals: [Timestamp] = []) {
        self.unit = unit
        self.invoices = invoices
        self.removals = removals
    }
}
