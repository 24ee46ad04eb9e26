import Exposition
import Metering
import ReadingStore

/// The peaks that each tariff picks, and what it bills for them (`interface.md`, `tariffs.md`).
enum TariffFamilies {
    static func families(_ input: SnapshotInput) -> [MetricFamily] {
        var peak = MetricFamily(
            name: "oresundskraft_peak_power_watts",
            help: "Mean power of the peaks that the tariff picks in the billing period, weighted as it weighs. "
                + ReadingFamilies.polled, kind: .gauge)
        var times = MetricFamily(
            name: "oresundskraft_peak_power_timestamp_seconds",
            help: "Start of the peak's interval. \(ReadingFamilies.polled)", kind: .gauge)
        var billed = MetricFamily(
            name: "oresundskraft_billed_power_watts",
            help: "Billed power: the mean of the tariff's peaks in the billing period. \(ReadingFamilies.polled)",
            kind: .gauge)
        var charge = MetricFamily(
            name: "oresundskraft_power_charge",
            help: "Billed power times its price, in the currency that the label names. \(ReadingFamilies.polled)",
            kind: .gauge)
        let rules = input.rules
        let spans = rules.tariffs.map { tariff in
            ["current", "previous"].enumerated().map { ago, period in
                (period: period, time: rules.billingTime(of: tariff, ago: ago, at: input.now))
            }
        }
        for series in input.contents.series.chosenForPower {
            guard let digest = input.digests[series.id] else { continue }
            let meter = Label.meter(series.id.meter)
            for (index, tariff) in rules.tariffs.enumerated() {
                for (period, time) in spans[index] {
                    guard let power = digest.billed(index, in: time, rules) else { continue }
                    let labels =
                        meter + [Label(name: "tariff", value: tariff.name), Label(name: "period", value: period)]
                    billed.samples.append(Sample(labels: labels, value: power.watts))
                    if let price = power.charge {
                        let labels = labels + [Label(name: "currency", value: price.currency)]
                        charge.samples.append(Sample(labels: labels, value: price.amount))
                    }
                    for (rank, one) in power.peaks.enumerated() {
                        let labels = labels + [Label(name: "rank", value: String(rank + 1))]
                        peak.samples.append(Sample(labels: labels, value: one.watts))
                        times.samples.append(Sample(labels: labels, value: one.start.seconds))
                    }
                }
            }
        }
        return [peak, times, billed, charge]
    }
}

extension [StoredSeries] {
    /// For each meter the one series that tariffs look at: energy in kWh, else in the first energy unit by name.
    var chosenForPower: [StoredSeries] {
        var chosen: [MeterID: StoredSeries] = [:]
        // In order of the units, so of two that are equally good the first stays.
        for series in self where EnergyUnit(series.id.unit) != nil {
            let current = chosen[series.id.meter]
            if current == nil || (series.id.isKilowattHours && current?.id.isKilowattHours == false) {
                chosen[series.id.meter] = series
            }
        }
        return chosen.values.sorted { $0.id < $1.id }
    }
}

extension SeriesID {
    fileprivate var isKilowattHours: Bool { EnergyUnit(unit) == EnergyUnit("kWh") }
}
