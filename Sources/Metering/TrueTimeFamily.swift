/// The families of readings at their true times, each sample stamped with the end of its period (`interface.md`). They are
/// pushed and exported, and never those of `/metrics`, so that the two never mix.
package enum TrueTimeFamily: String, Sendable, CaseIterable {
    case invoice = "oresundskraft_invoice"
    case reading = "oresundskraft_reading"
    case power = "oresundskraft_reading_power_watts"

    /// What the family holds, as `# HELP` says it.
    package var help: String {
        switch self {
        case .invoice: "Invoiced value of a civil month, at the month's end, in the unit that the label names."
        case .reading: "Reading, at the end of its period, in the unit that the label names."
        case .power: "Mean power over a reading's period, at the end of the period."
        }
    }
}

extension SeriesID {
    /// The labels **S** of `interface.md`, in order of their names.
    package var labels: [(name: String, value: String)] {
        [
            ("delivery_category", meter.deliveryCategory), ("metering_point", meter.meteringPoint),
            ("microproduction", meter.microproduction ? "true" : "false"), ("unit", unit),
        ]
    }
}
