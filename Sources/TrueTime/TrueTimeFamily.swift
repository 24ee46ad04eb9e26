/// The families of readings at their true times, each sample stamped with the end of its period (`docs/metrics.md`).
///
/// They are pushed and exported, and are other families than those of `/metrics`, so that the two never mix.
package enum TrueTimeFamily: String, Sendable, CaseIterable {
    /// Invoiced values, see ``InvoicedMonth``.
    case invoice = "oresundskraft_invoice"
    /// Readings as the API sends them.
    case reading = "oresundskraft_reading"
    /// The mean power that follows from a reading of an energy.
    case power = "oresundskraft_reading_power_watts"

    /// Families with samples of readings, see ``TrueTimeSeries``.
    package static let ofReadings = [Self.reading, .power]

    /// The text of `# HELP`.
    package var help: String {
        switch self {
        case .invoice: "Invoiced value of a civil month, at the month's end, in the unit that the label names."
        case .reading: "Reading, at the end of its period, in the unit that the label names."
        case .power: "Mean power over a reading's period, at the end of the period."
        }
    }

    /// The unit of all of its samples; empty if the unit is a label, because units of the API differ.
    package var unit: String {
        switch self {
        case .invoice, .reading: ""
        case .power: "watts"
        }
    }
}
