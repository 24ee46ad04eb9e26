import Exposition
import Metering
import ReadingStore

/// What was invoiced, by month (`interface.md`).
enum InvoiceFamilies {
    static func families(_ input: SnapshotInput) -> [MetricFamily] {
        values(input) + maxEffects(input)
    }

    private static func values(_ input: SnapshotInput) -> [MetricFamily] {
        var value = MetricFamily(
            name: "oresundskraft_invoiced_value",
            help: "Invoiced value of the month, in the unit that the label names. \(ReadingFamilies.polled)",
            kind: .gauge)
        var status = MetricFamily(
            name: "oresundskraft_invoiced_status_info",
            help: "Status of the month's invoiced value, as the API names it. \(ReadingFamilies.polled)", kind: .gauge)
        for series in input.invoices.series {
            let labels = Label.series(series.id)
            for (month, parts) in input.rules.calendar.byMonth(series.invoices, date: \.date) {
                let labels = labels + [Label(name: "month", value: "\(month)")]
                value.samples.append(Sample(labels: labels, value: parts.reduce(0) { $0 + $1.value }))
                for text in Set(parts.map(\.status)) {
                    status.samples.append(Sample(labels: labels + [Label(name: "status", value: text)], value: 1))
                }
            }
        }
        return [value, status]
    }

    private static func maxEffects(_ input: SnapshotInput) -> [MetricFamily] {
        var value = MetricFamily(
            name: "oresundskraft_invoiced_max_effect",
            help: "MaxEffect of the invoiced month, in the unit that the label names. \(ReadingFamilies.polled)",
            kind: .gauge)
        var time = MetricFamily(
            name: "oresundskraft_invoiced_max_effect_timestamp_seconds",
            help: "When the MaxEffect of the invoiced month was reached. \(ReadingFamilies.polled)", kind: .gauge)
        for series in input.invoices.maxEffects {
            let labels = Label.series(series.id)
            for (month, parts) in input.rules.calendar.byMonth(series.effects, date: \.date) {
                // The highest of a month's parts is the month's; of two alike, the first.
                let effects = parts.map(\.effect)
                guard let effect = effects.first(where: { one in effects.allSatisfy { $0.value <= one.value } }) else {
                    continue
                }
                let labels = labels + [Label(name: "month", value: "\(month)")]
                value.samples.append(Sample(labels: labels, value: effect.value))
                time.samples.append(Sample(labels: labels, value: effect.time.seconds))
            }
        }
        return [value, time]
    }
}
