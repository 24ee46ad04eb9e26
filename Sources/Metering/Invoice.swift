package import Ground

/// A value invoiced for a month, or for a part of one.
package struct Invoice: Sendable, Hashable {
    /// The API's `readingDate`, which lies in the invoiced civil month, or closes it.
    package var date: Timestamp
    /// In the series' unit, as the API sends it.
    package var value: Double
    /// An open set, as `st` of readings; empty if the API sends none.
    package var status: String

    /// Creates an invoiced value in its series' unit.
    package init(date: Timestamp, value: Double, status: String) {
        self.date = date
        self.value = value
        self.status = status
    }
}

/// A highest power that the API reports beside an invoiced value.
package struct InvoiceMaxEffect: Sendable, Hashable {
    /// The `readingDate` of the invoiced value beside it.
    package var date: Timestamp
    package var effect: MaxEffect

    /// Creates the highest power beside the value invoiced on `date`.
    package init(date: Timestamp, effect: MaxEffect) {
        self.date = date
        self.effect = effect
    }
}

/// An invoiced value and the number of its newest change.
package struct ChangedInvoice: Sendable, Equatable {
    package var date: Timestamp
    package var value: Double
    package var change: Int64

    /// Creates a value with the number of the store's change that last set it.
    package init(date: Timestamp, value: Double, change: Int64) {
        self.date = date
        self.value = value
        self.change = change
    }
}
