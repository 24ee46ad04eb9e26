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
            // Several dates in one month are parts of it: a customer who moved.
            var months: [CivilMonth: (value: Double, statuses: Set<String>)] = [:]
            for invoice in series.invoices {
                months[input.rules.calendar.month(of: invoice.date), default: (0, [])].value += invoice.value
                months[input.rules.calendar.month(of: invoice.date)]?.statuses.insert(invoice.status)
            }
            for (month, sum) in months {
                let labels = labels + [Label(name: "month", value: "\(month)")]
                value.samples.append(Sample(labels: labels, value: sum.value))
                for text in sum.statuses {
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
            // The highest of a month's parts is the month's.
            var months: [CivilMonth: MaxEffect] = [:]
            for one in series.effects {
                let month = input.rules.calendar.month(of: one.date)
                if let known = months[month], known.value >= one.effect.value { continue }
                months[month] = one.effect
            }
            for (month, effect) in months {
                let labels = labels + [Label(name: "month", value: "\(month)")]
                value.samples.append(Sample(labels: labels, value: effect.value))
                time.samples.append(Sample(labels: labels, value: effect.time.seconds))
            }
        }
        return [value, time]
    }
}
