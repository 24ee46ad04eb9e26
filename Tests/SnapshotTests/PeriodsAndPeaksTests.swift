import Configuration
import Foundation
import Ground
import LineLog
import Metering
import Polling
import ReadingStore
import Simulator
import TestBench
import TestSupport
import Testing

@testable import Snapshot

/// Periods and peaks from polls of a simulated utility to what a scrape shows.
struct PeriodsAndPeaksTests {
    /// The lines of a family, each as labels and value.
    private func lines(_ scrape: String, _ family: String) -> [Substring] {
        scrape.split(separator: "\n").filter { $0.hasPrefix("oresundskraft_\(family){") }
    }

    private func value(_ scrape: String, _ family: String, _ labels: String...) -> Double? {
        let found = lines(scrape, family).filter { line in labels.allSatisfy { line.contains($0) } }
        return found.count == 1 ? found[0].split(separator: " ").last.flatMap { Double($0) } : nil
    }

    private func labels(_ series: SeriesID) -> String {
        "{delivery_category=\"\(series.meter.deliveryCategory)\",metering_point=\"\(series.meter.meteringPoint)\","
            + "microproduction=\"\(series.meter.microproduction)\""
    }

    /// Foundation's calendar, independent of the exporter's.
    private var stockholm: Calendar {
        get throws {
            var calendar = Calendar(identifier: .gregorian)
            calendar.timeZone = try #require(TimeZone(identifier: "Europe/Stockholm"))
            return calendar
        }
    }

    private func time(_ interval: DateInterval?) throws -> Range<Timestamp> {
        let interval = try #require(interval)
        return Timestamp(
            milliseconds: Int64(interval.start.timeIntervalSince1970 * 1000))..<Timestamp(
                milliseconds: Int64(interval.end.timeIntervalSince1970 * 1000))
    }

    @Test func sumsAndMissingTimeMatchTheUtility() async throws {
        // After the hour that October has twice, so that two of the periods are not of the usual length.
        let bench = try await PollBench(now: Timestamp(utcYear: 2026, month: 10, day: 26) + .hours(20))
        _ = try await bench.poll()
        let scrape = bench.scrape()
        let calendar = try stockholm
        let now = Date(timeIntervalSince1970: bench.now.seconds)
        let today = try #require(calendar.dateInterval(of: .day, for: now))
        let month = try #require(calendar.dateInterval(of: .month, for: now))
        let periods = [
            "today": today, "yesterday": calendar.dateInterval(of: .day, for: today.start - 1),
            "this_month": month, "last_month": calendar.dateInterval(of: .month, for: month.start - 1),
        ]
        let visible = bench.visible(from: bench.now - .days(70), to: bench.now)
        #expect(visible.count > 6)
        for (name, interval) in periods {
            let period = try time(interval)
            for (series, readings) in visible {
                let inside = readings.filter { period.contains($0.start) }
                let labels = labels(series)
                let unit = "unit=\"\(series.unit)\""
                let sum = value(scrape, "period_value", labels, unit, "period=\"\(name)\"")
                #expect((sum == nil) == inside.isEmpty, "\(name) \(series)")
                if let sum { #expect(abs(sum - inside.reduce(0) { $0 + $1.value }) < 1e-6, "\(name) \(series)") }
                let covered = inside.reduce(0.0) { $0 + ($1.end - $1.start).inSeconds }
                let elapsed = (min(period.upperBound, bench.now) - period.lowerBound).inSeconds
                #expect(
                    value(scrape, "period_missing_seconds", labels, unit, "period=\"\(name)\"") == elapsed - covered)
                let newest = try #require(readings.last?.end)
                let behind = (min(period.upperBound, newest) - period.lowerBound).inSeconds
                #expect(
                    value(scrape, "period_gap_seconds", labels, unit, "period=\"\(name)\"")
                        == max(0, behind - covered))
            }
        }
        await bench.end()
    }

    @Test func theHighestHourOfEachMonthIsShownWithItsTime() async throws {
        let bench = try await PollBench()
        _ = try await bench.poll()
        let scrape = bench.scrape()
        let month = try time(
            try stockholm.dateInterval(of: .month, for: Date(timeIntervalSince1970: bench.now.seconds)))
        for (series, readings) in bench.visible(from: bench.now - .days(70), to: bench.now) where series.unit == "kWh" {
            // Whole hours only, and of those that are equal the first.
            let hours = Dictionary(grouping: readings.filter { month.contains($0.start) }) {
                $0.start.milliseconds / 3_600_000
            }.filter { $0.value.reduce(0) { $0 + ($1.end - $1.start).milliseconds } == 3_600_000 }
            let sums = hours.map { (hour: $0.key, kilowatts: $0.value.reduce(0) { $0 + $1.value }) }
            let highest = sums.map(\.kilowatts).max() ?? 0
            let labels = labels(series)
            let watts = try #require(
                value(scrape, "peak_power_watts", labels, "period=\"current\"", "rank=\"1\"", "tariff=\"hourly\""))
            #expect(abs(watts - highest * 1000) < 1e-6, "\(series)")
            let start = value(scrape, "peak_power_timestamp_seconds", labels, "period=\"current\"", "rank=\"1\"")
            let starts = sums.filter { abs($0.kilowatts - highest) < 1e-9 }.map { Double($0.hour * 3600) }
            #expect(starts.contains(start ?? -1), "\(series)")
            #expect(value(scrape, "billed_power_watts", labels, "period=\"current\"") == watts)
        }
        #expect(lines(scrape, "power_charge").isEmpty)
        // Water in m3 has no power.
        #expect(lines(scrape, "peak_power_watts").allSatisfy { !$0.contains("unit=") })
        await bench.end()
    }

    @Test func afterManyPollsTheResultEqualsThatOfAFreshStart() async throws {
        let bench = try await PollBench(now: Timestamp(utcYear: 2026, month: 10, day: 28)) {
            $0.utility.meteringPoints = 4
            $0.utility.irregularities = Irregularities(estimated: 0.3)
        }
        var corrected = 0
        // Over the turn of the month, with corrections of what was seen before.
        for _ in 0..<24 {
            corrected += try await bench.poll { $0.timeSeries.lookback = .days(40) }.counts.stored.corrected
            bench.now = bench.now + .hours(9)
        }
        #expect(corrected > 0)
        let outcome = try await bench.poll { $0.timeSeries.lookback = .days(40) }
        let other = PublishedSnapshot()
        var fresh = SnapshotLoop(
            store: bench.store, published: other, settings: PollBench.settings,
            now: { [now = bench.now] in now }, log: .lines(LineLogHandler(level: .error, sink: RecordingSink())))
        try await fresh.start()
        #expect(outcome.isSuccess)
        for family in ["period_value", "period_missing_seconds", "period_gap_seconds"] {
            #expect(lines(bench.scrape(), family) == lines(text(of: other), family))
        }
        for family in ["peak_power_watts", "peak_power_timestamp_seconds", "billed_power_watts"] {
            #expect(lines(bench.scrape(), family) == lines(text(of: other), family))
            #expect(!lines(bench.scrape(), family).isEmpty)
        }
        await bench.end()
    }

    private func text(of published: PublishedSnapshot) -> String {
        PollBench.text(published, PollMetrics())
    }

    @Test func midnightAndTheEndOfAMonthShowWithoutAPoll() async throws {
        // The evening of 31 October in Stockholm, by winter time.
        let bench = try await PollBench(now: Timestamp(utcYear: 2026, month: 10, day: 31) + .hours(22)) {
            $0.utility.delay = .hours(1)
            $0.utility.arrival = .rolling
        }
        _ = try await bench.poll()
        let before = bench.scrape()
        let follower = Task {
            await SnapshotLoop.followTime(
                of: bench.published, bench.events, now: { bench.now }, every: .milliseconds(5))
        }
        bench.now = bench.now + .hours(1)
        let sum = { (scrape: String, period: String) in
            lines(scrape, "period_value").filter { $0.contains("period=\"\(period)\"") }.map {
                String($0).replacing("period=\"\(period)\"", with: "")
            }
        }
        #expect(!sum(before, "today").isEmpty && sum(before, "last_month") != sum(before, "this_month"))
        try await eventually("October is last month") {
            let after = bench.scrape()
            return sum(after, "last_month") == sum(before, "this_month")
                && sum(after, "yesterday") == sum(before, "today")
        }
        let after = bench.scrape()
        #expect(sum(after, "today").isEmpty && sum(after, "this_month").isEmpty)
        let power = { (scrape: String, period: String) in
            lines(scrape, "billed_power_watts").filter { $0.contains("period=\"\(period)\"") }.map {
                String($0).replacing("period=\"\(period)\"", with: "")
            }
        }
        #expect(power(after, "previous") == power(before, "current") && !power(after, "previous").isEmpty)
        #expect(power(after, "current").isEmpty)
        follower.cancel()
        await follower.value
        await bench.end()
    }
}
