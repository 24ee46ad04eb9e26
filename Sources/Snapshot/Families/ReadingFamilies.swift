import Exposition
import Ground
import Metering
import ReadingStore

/// Families of the newest readings, and of facts about the meters.
enum ReadingFamilies {
    /// The end of each HELP: a scrape does not call the API.
    static let polled = "Polled from the API, not fetched at the scrape."

    static func families(_ input: SnapshotInput) -> [MetricFamily] {
        let fresh = input.freshSeries
        return newest(fresh) + maxEffects(input.contents.meters, shown: Set(fresh.map(\.id.meter)))
            + facts(input)
    }

    private static func newest(_ series: [StoredSeries]) -> [MetricFamily] {
        let rows = series.map { (labels: Label.series($0.id), unit: $0.id.unit, reading: $0.newest) }
        return [
            .gauge(
                "oresundskraft_timeseries_value", "Newest reading, in the unit that the label names. \(polled)",
                rows.map { Sample(labels: $0.labels, value: $0.reading.value) }),
            .gauge(
                "oresundskraft_timeseries_period_start_timestamp_seconds",
                "Start of the newest reading's period. \(polled)",
                rows.map { Sample(labels: $0.labels, value: $0.reading.start.seconds) }),
            .gauge(
                "oresundskraft_timeseries_period_end_timestamp_seconds",
                "End of the newest reading's period. \(polled)",
                rows.map { Sample(labels: $0.labels, value: $0.reading.end.seconds) }),
            .gauge(
                "oresundskraft_timeseries_status_info",
                "Status of the newest reading, as the API names it. \(polled)",
                rows.map {
                    Sample(labels: $0.labels + [Label(name: "status", value: $0.reading.status)], value: 1)
                }),
            .gauge(
                "oresundskraft_power_watts",
                "Mean power over the newest reading's period, if its unit is one of energy. \(polled)",
                rows.compactMap { row in
                    EnergyUnit(row.unit).map { unit in
                        let period = row.reading.end - row.reading.start
                        return Sample(
                            labels: row.labels, value: unit.watts(of: row.reading.value, over: period).justified)
                    }
                }),
        ]
    }

    private static func maxEffects(_ meters: [StoredMeter], shown: Set<MeterID>) -> [MetricFamily] {
        let rows = meters.filter { shown.contains($0.id) }.flatMap { meter in
            meter.maxEffects.map { effect in
                (labels: Label.series(SeriesID(meter: meter.id, unit: effect.unit)), effect: effect)
            }
        }
        return [
            .gauge(
                "oresundskraft_timeseries_max_effect",
                "Newest MaxEffect that the API reports, in the unit that the label names. \(polled)",
                rows.map { Sample(labels: $0.labels, value: $0.effect.value) }),
            .gauge(
                "oresundskraft_timeseries_max_effect_timestamp_seconds",
                "When the newest MaxEffect was reached. \(polled)",
                rows.map { Sample(labels: $0.labels, value: $0.effect.time.seconds) }),
        ]
    }

    private static func facts(_ input: SnapshotInput) -> [MetricFamily] {
        let meters = input.contents.meters
        return [
            .gauge(
                "oresundskraft_subscribed_effect",
                "Subscribed effect of the metering point, as the API sends it. \(polled)",
                meters.compactMap { meter in
                    meter.facts.subscribedEffect.map { Sample(labels: Label.meter(meter.id), value: $0) }
                }),
            .gauge(
                "oresundskraft_metering_point_info", "Facts about the metering point; 1. \(polled)",
                meters.map { meter in
                    Sample(
                        labels: Label.meter(meter.id) + Label.facts(of: meter, input), value: 1)
                }),
        ]
    }
}

extension Label {
    /// The labels of a series: those of its meter, and the unit.
    static func series(_ series: SeriesID) -> [Label] {
        series.labels.map { Label(name: $0.name, value: $0.value) }
    }

    /// The labels of a meter.
    static func meter(_ meter: MeterID) -> [Label] {
        [
            Label(name: "metering_point", value: meter.meteringPoint),
            Label(name: "delivery_category", value: meter.deliveryCategory),
            Label(name: "microproduction", value: meter.microproduction ? "true" : "false"),
        ]
    }

    /// The further labels of the info metric.
    fileprivate static func facts(of meter: StoredMeter, _ input: SnapshotInput) -> [Label] {
        let facts = meter.facts
        let given = input.settings.facts[meter.id.meteringPoint]
        let free = (given?.labels ?? [:]).sorted { $0.key < $1.key }.map { Label(name: $0.key, value: $0.value) }
        return [
            Label(name: "customer_number", value: facts.customerNumber ?? ""),
            Label(name: "installation_number", value: facts.installationNumber ?? ""),
            Label(name: "settlement", value: facts.settlement ?? ""),
            Label(name: "rate_code", value: facts.rateCode ?? ""),
            Label(name: "property", value: input.property(of: meter) ?? ""),
            Label(name: "cost_center", value: given?.costCenter ?? ""),
            Label(name: "network", value: given?.network ?? ""),
            Label(name: "name", value: input.name(of: meter.id)),
        ] + free
    }
}
