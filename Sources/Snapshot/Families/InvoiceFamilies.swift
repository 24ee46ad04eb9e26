import Exposition
import Ground
import Metering
import ReadingStore

/// The invoiced values, by civil month.
enum InvoiceFamilies {
    /// One series and month.
    private struct Month {
        let labels: [Label]
        /// Their sum is the month's value.
        let parts: ArraySlice<Invoice>
    }

    /// One meter, unit and month.
    private struct MaxEffectMonth {
        let labels: [Label]
        let effect: MaxEffect
    }

    static func families(_ input: SnapshotInput) -> [MetricFamily] {
        let months = months(input)
        let effects = maxEffects(input)
        return [
            .gauge(
                "oresundskraft_invoiced_value",
                "Invoiced value of the month, in the unit that the label names. \(ReadingFamilies.polled)",
                months.map { month in
                    Sample(labels: month.labels, value: month.parts.reduce(0) { $0 + $1.value }.justified)
                }),
            .gauge(
                "oresundskraft_invoiced_status_info",
                "Status of the month's invoiced value, as the API names it. \(ReadingFamilies.polled)",
                months.flatMap { month in
                    Set(month.parts.map(\.status)).map {
                        Sample(labels: month.labels + [Label(name: "status", value: $0)], value: 1)
                    }
                }),
            .gauge(
                "oresundskraft_invoiced_max_effect",
                "MaxEffect of the invoiced month, in the unit that the label names. \(ReadingFamilies.polled)",
                effects.map { Sample(labels: $0.labels, value: $0.effect.value) }),
            .gauge(
                "oresundskraft_invoiced_max_effect_timestamp_seconds",
                "When the MaxEffect of the invoiced month was reached. \(ReadingFamilies.polled)",
                effects.map { Sample(labels: $0.labels, value: $0.effect.time.seconds) }),
        ]
    }

    private static func months(_ input: SnapshotInput) -> [Month] {
        input.invoices.series.flatMap { series in
            input.rules.calendar.byMonth(series.invoices, input.settings.invoiceDating, date: \.date).map {
                month, parts in
                Month(labels: Label.series(series.id) + [Label(name: "month", value: "\(month)")], parts: parts)
            }
        }
    }

    private static func maxEffects(_ input: SnapshotInput) -> [MaxEffectMonth] {
        input.invoices.maxEffects.flatMap { series in
            input.rules.calendar.byMonth(series.effects, input.settings.invoiceDating, date: \.date).compactMap {
                month, parts in
                // The highest of a month's parts is the month's; of two alike, the first.
                let effects = parts.map(\.effect)
                return effects.first { one in effects.allSatisfy { $0.value <= one.value } }.map {
                    MaxEffectMonth(
                        labels: Label.series(series.id) + [Label(name: "month", value: "\(month)")], effect: $0)
                }
            }
        }
    }
}
