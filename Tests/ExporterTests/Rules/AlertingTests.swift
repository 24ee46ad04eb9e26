import Foundation
import Ground
import Metering
import Simulator
import TestSupport
import Testing

/// A power peak, from the utility to the notification.
@Suite(.timeLimit(.minutes(5))) struct AlertingTests {
    private let point = "735999000000000013"

    /// The limits that are shipped, with one for the metering point.
    private func limits(_ kilowatts: Int) throws -> String {
        try String(
            contentsOf: RepositoryPaths.root.appending(path: "deploy/prometheus/rules/limits.yml"), encoding: .utf8)
                + """

                      - record: limit:oresundskraft_peak_power_watts:set
                        expr: vector(\(kilowatts)e3)
                        labels: {metering_point: "\(point)"}

                """
    }

    @Test func aPeakAboveItsLimitReachesTheWebhookAndEndsWithTheLimitOrTheMonth() async throws {
        let now = Timestamp(utcYear: 2026, month: 11, day: 24) + .seconds(12 * 3600)
        let peak = Timestamp(utcYear: 2026, month: 11, day: 17) + .seconds(8 * 3600)
        try await AlertSite.with(now: now, names: [point: "Boiler house"], limits: try limits(4000)) { options in
            options.utility.irregularities = .none
            options.utility.peaks = [
                SimulatedPeak(meteringPoint: point, start: peak.milliseconds, kilowatts: 4321)
            ]
        } _: { site in
            let name = "OresundskraftPeakAboveLimit"
            func newest(_ status: String, count: Int) async throws -> AlertSite.Alert {
                var alert: AlertSite.Alert?
                try await eventually("alert \(count) is \(status)") {
                    let all = try site.received(name)
                    alert = all.last
                    return all.count >= count && alert?.status == status
                }
                return try #require(alert)
            }

            let firing = try await newest("firing", count: 1)
            #expect(firing.labels["name"] == "Boiler house")
            #expect(firing.labels["metering_point"] == point)
            #expect(firing.labels["peak"] == "2026-11-17 09:00")
            let description = firing.annotations["description"] ?? ""
            #expect(
                description.hasPrefix(
                    "Boiler house (\(point), EL) reached 4321.0 kW in the interval that began at 2026-11-17 09:00 Swedish time"
                ))
            // Nobody else has a limit.
            #expect(try Set(site.received(name).map { $0.labels["metering_point"] }) == [point])

            try site.setLimits(try limits(5000))
            _ = try await newest("resolved", count: 2)

            try site.setLimits(try limits(4000))
            _ = try await newest("firing", count: 3)

            // In December nothing of November counts any more.
            site.now = Timestamp(utcYear: 2026, month: 12, day: 1)
            _ = try await newest("resolved", count: 4)
        }
    }
    @Test func aHigherPeakIsReportedSeparatelyAndOnceForAllTariffs() async throws {
        let (first, second): (Int64, Int64) = (16, 20)
        func peak(_ day: Int64, _ kilowatts: Double) -> SimulatedPeak {
            let start = Timestamp(utcYear: 2026, month: 11, day: day) + .seconds(8 * 3600)
            return SimulatedPeak(meteringPoint: point, start: start.milliseconds, kilowatts: kilowatts)
        }
        var mean = Tariff(name: "three-days")
        mean.peaks = 3
        mean.distinctDays = true
        try await AlertSite.with(
            now: Timestamp(utcYear: 2026, month: 11, day: first + 3), names: [point: "Boiler house"],
            tariffs: [Tariff(name: "highest"), mean], limits: try limits(4000)
        ) { options in
            options.utility.irregularities = .none
            options.utility.peaks = [peak(first, 4321), peak(second, 5000)]
        } _: { site in
            let name = "OresundskraftPeakAboveLimit"
            func firing() throws -> [AlertSite.Alert] { try site.received(name).filter { $0.status == "firing" } }
            try await eventually("the first peak is told of") { try !firing().isEmpty }
            #expect(try Set(firing().map { $0.labels["peak"] }) == ["2026-11-16 09:00"])
            #expect(try firing()[0].annotations["description"]?.contains("by the tariff highest, three-days.") == true)

            site.now = Timestamp(utcYear: 2026, month: 11, day: second + 3)
            try await eventually("the higher peak is told of, and the first one ends") {
                try firing().last?.labels["peak"] == "2026-11-20 09:00"
                    && site.received(name).contains {
                        $0.status == "resolved" && $0.labels["peak"] == "2026-11-16 09:00"
                    }
            }
            #expect(try firing().last?.annotations["description"]?.contains("reached 5000.0 kW") == true)
            // No alert names a tariff, so each peak is one.
            #expect(try site.received(name).allSatisfy { $0.labels["tariff"] == nil })
        }
    }
}
