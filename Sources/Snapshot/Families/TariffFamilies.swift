import Exposition
import Ground
import Metering
import ReadingStore

/// Families of the peaks that each tariff picks, and of the charges.
enum TariffFamilies {
    /// One meter, tariff and billing period.
    private struct Bill {
        let labels: [Label]
        let power: BilledPower
    }

    static func families(_ input: SnapshotInput) -> [MetricFamily] {
        let bills = bills(input)
        let peaks = bills.flatMap { bill in
            bill.power.peaks.enumerated().map { rank, peak in
                (labels: bill.labels + [Label(name: "rank", value: String(rank + 1))], peak: peak)
            }
        }
        return [
            .gauge(
                "oresundskraft_peak_power_watts",
                "Mean power of the peaks that the tariff picks in the billing period, with its weights. "
                    + ReadingFamilies.polled,
                peaks.map { Sample(labels: $0.labels, value: $0.peak.watts.justified) }),
            .gauge(
                "oresundskraft_peak_power_timestamp_seconds",
                "Start of the peak's interval. \(ReadingFamilies.polled)",
                peaks.map { Sample(labels: $0.labels, value: $0.peak.start.seconds) }),
            .gauge(
                "oresundskraft_billed_power_watts",
                "Billed power: the mean of the tariff's peaks in the billing period. \(ReadingFamilies.polled)",
                bills.map { Sample(labels: $0.labels, value: $0.power.watts.justified) }),
            .gauge(
                "oresundskraft_power_charge",
                "Billed power times its price, in the currency that the label names. \(ReadingFamilies.polled)",
                bills.compactMap { bill in
                    bill.power.charge.map {
                        Sample(
                            labels: bill.labels + [Label(name: "currency", value: $0.currency)],
                            value: $0.amount.justified)
                    }
                }),
        ]
    }

    private static func bills(_ input: SnapshotInput) -> [Bill] {
        let rules = input.rules
        return input.courses.flatMap { course -> [Bill] in
            guard let digest = input.digests[course.id] else { return [] }
            let meter = Label.meter(course.id.meter)
            return rules.tariffs.enumerated().flatMap { index, tariff -> [Bill] in
                guard input.made.peaks[index] else { return [] }
                return ["current", "previous"].enumerated().compactMap { ago, period in
                    let time = rules.billingTime(of: tariff, ago: ago, at: input.now, newest: course.end)
                    return digest.billed(index, in: time, rules).map {
                        Bill(
                            labels: meter + [
                                Label(name: "tariff", value: tariff.name), Label(name: "period", value: period),
                            ], power: $0)
                    }
                }
            }
        }
    }
}
