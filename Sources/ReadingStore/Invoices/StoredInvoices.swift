package import Metering

/// Invoiced values and the highest powers beside them, in order.
package struct StoredInvoices: Sendable, Equatable {
    /// A meter's invoices in one unit.
    package struct Series: Sendable, Equatable {
        /// The unit is that of the invoice, which may differ from the readings'.
        package var id: SeriesID
        /// In order of their dates.
        package var invoices: [Invoice]

        /// Creates a series; `invoices` are in order of their dates.
        package init(id: SeriesID, invoices: [Invoice]) {
            self.id = id
            self.invoices = invoices
        }
    }

    /// A meter's highest powers in one unit.
    package struct MaxEffects: Sendable, Equatable {
        /// The unit is the effects' own.
        package var id: SeriesID
        /// In order of their invoices' dates.
        package var effects: [InvoiceMaxEffect]

        /// Creates the highest powers of one meter and unit, in order of their invoices' dates.
        package init(id: SeriesID, effects: [InvoiceMaxEffect]) {
            self.id = id
            self.effects = effects
        }
    }

    /// Invoices by series, in order.
    package var series: [Series]
    /// Highest powers by meter and unit, in order.
    package var maxEffects: [MaxEffects]

    /// Creates stored invoices; the default is those of an empty store.
    package init(series: [Series] = [], maxEffects: [MaxEffects] = []) {
        self.series = series
        self.maxEffects = maxEffects
    }
}
