import Exposition
import Metering
import ReadingStore

/// The gauges of the newest readings and of what is known about the meters (`interface.md`).
enum ReadingFamilies {
    static func families(_ input: SnapshotInput) -> [MetricFamily] {
        let fresh = input.freshSeries
        return newest(fresh) + maxEffects(input.contents.meters, shown: Set(fresh.map(\.id.meter)))
            + facts(input)
    }

    private static func newest(_ series: [StoredSeries]) -> [MetricFamily] {
        var value = MetricFamily(
            name: "oresundskraft_timeseries_value", help: "Newest reading, in the unit that the label names. \(polled)",
            kind: .gauge)
        var start = MetricFamily(
            name: "oresundskraft_timeseries_period_start_timestamp_seconds",
            help: "Start of the newest reading's period. \(polled)", kind: .gauge)
        var end = MetricFamily(
            name: "oresundskraft_timeseries_period_end_timestamp_seconds",
            help: "End of the newest reading's period. \(polled)", kind: .gauge)
        var status = MetricFamily(
            name: "oresundskraft_timeseries_status_info",
            help: "Status of the newest reading, as the API names it. \(polled)", kind: .gauge)
        var power = MetricFamily(
            name: "oresundskraft_power_watts",
            help: "Mean power over the newest reading's period, where its unit is an energy. \(polled)", kind: .gauge)
        for one in series {
            let labels = Label.series(one.id)
            value.samples.append(Sample(labels: labels, value: one.newest.value))
            start.samples.append(Sample(labels: labels, value: one.newest.start.seconds))
            end.samples.append(Sample(labels: labels, value: one.newest.end.seconds))
            status.samples.append(
                Sample(labels: labels + [Label(name: "status", value: one.newest.status)], value: 1))
            if let unit = EnergyUnit(one.id.unit) {
                let watts = unit.watts(of: one.newest.value, over: one.newest.end - one.newest.start)
                power.samples.append(Sample(labels: labels, value: watts))
            }
        }
        return [value, start, end, status, power]
    }

    private static func maxEffects(_ meters: [StoredMeter], shown: Set<MeterID>) -> [MetricFamily] {
        var value = MetricFamily(
            name: "oresundskraft_timeseries_max_effect",
            help: "Newest MaxEffect that the API reports, in the unit that the label names. \(polled)", kind: .gauge)
        var time = MetricFamily(
            name: "oresundskraft_timeseries_max_effect_timestamp_seconds",
            help: "When the newest MaxEffect was reached. \(polled)", kind: .gauge)
        for meter in meters where shown.contains(meter.id) {
            for effect in meter.maxEffects {
                let labels = Label.series(SeriesID(meter: meter.id, unit: effect.unit))
                value.samples.append(Sample(labels: labels, value: effect.value))
                time.samples.append(Sample(labels: labels, value: effect.time.seconds))
            }
        }
        return [value, time]
    }

    private static func facts(_ input: SnapshotInput) -> [MetricFamily] {
        var subscribed = MetricFamily(
            name: "oresundskraft_subscribed_effect",
            help: "Subscribed effect of the metering point, as the API sends it. \(polled)", kind: .gauge)
        var info = MetricFamily(
            name: "oresundskraft_metering_point_info",
            help: "What is known about the metering point; 1. \(polled)", kind: .gauge)
        for meter in input.contents.meters {
            let labels = Label.meter(meter.id)
            if let effect = meter.facts.subscribedEffect {
                subscribed.samples.append(Sample(labels: labels, value: effect))
            }
            let facts = [
                Label(name: "customer_number", value: meter.facts.customerNumber ?? ""),
                Label(name: "installation_number", value: meter.facts.installationNumber ?? ""),
                Label(name: "settlement", value: meter.facts.settlement ?? ""),
                Label(name: "rate_code", value: meter.facts.rateCode ?? ""),
                Label(name: "property", value: meter.facts.property ?? ""),
                Label(name: "name", value: input.name(of: meter.id)),
            ]
            info.samples.append(Sample(labels: labels + facts, value: 1))
        }
        return [subscribed, info]
    }

    /// Each HELP says that a scrape does not ask the utility.
    static let polled = "Polled from the API, not fetched at the scrape."
}

extension Label {
    /// The labels **S** of `interface.md`.
    static func series(_ series: SeriesID) -> [Label] {
        series.labels.map { Label(name: $0.name, value: $0.value) }
    }

    /// The labels **M** of `interface.md`.
    static func meter(_ meter: MeterID) -> [Label] {
        [
            Label(name: "metering_point", value: meter.meteringPoint),
            Label(name: "delivery_category", value: meter.deliveryCategory),
            Label(name: "microproduction", value: meter.microproduction ? "true" : "false"),
        ]
    }
}
