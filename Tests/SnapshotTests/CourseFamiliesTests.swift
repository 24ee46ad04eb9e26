import Exposition
import Ground
import Metering
import Polling
import ReadingStore
import TestBench
import Testing

@testable import Snapshot

/// Families of a meter with several series of one kind, and of odd answers.
struct CourseFamiliesTests {
    private let now = SampleSnapshot.now
    private let meter = SampleSnapshot.meter("735999000000000053")

    /// A snapshot of one meter's series.
    private func input(_ series: [StoredSeries], _ rows: [(String, ReadingColumns)] = []) -> SnapshotInput {
        var input = SampleSnapshot.input
        input.contents = StoreContents(series: series.sorted { $0.id < $1.id })
        var digest = CourseDigest(CourseID(meter: meter, kind: .energy), input.rules)
        digest.update(
            input.rules.horizon(at: now)..<now, with: rows.map { (unit: $0.0, readings: $0.1) }, input.rules)
        input.digests = [digest.id: digest]
        return input
    }

    private func series(_ unit: String, from first: Duration, to end: Duration, length: Duration = .minutes(15))
        -> StoredSeries
    {
        var series = SampleSnapshot.series(meter, unit, 1, ending: end, length: length)
        series.first = now + first
        return series
    }

    private func hours(_ from: Duration, _ to: Duration, _ value: Double) -> ReadingColumns {
        var readings = ReadingColumns()
        var start = now + from
        while start < now + to {
            readings.append(
                starts: [start.milliseconds], ends: [(start + .hours(1)).milliseconds], values: [value], statuses: [])
            start = start + .hours(1)
        }
        return readings
    }

    /// Units and values of a family's samples of this month.
    private func shown(_ input: SnapshotInput, _ name: String) -> [String: Double] {
        let samples = SnapshotFamilies.families(input).filter { $0.name == "oresundskraft_\(name)" }.flatMap(\.samples)
        let month = samples.filter { sample in
            !sample.labels.contains { $0.name == "period" && !["this_month", "current"].contains($0.value) }
        }
        return Dictionary(
            month.map { sample in (sample.labels.first { $0.name == "unit" }?.value ?? "", sample.value) },
            uniquingKeysWith: { first, _ in first })
    }

    @Test func aSeriesReplacedByAnotherUnitEndsWithItsNewestReading() {
        let input = input(
            [series("kWh", from: .days(-15), to: .days(-5)), series("MWh", from: .days(-5), to: .days(-1))],
            [("kWh", hours(.days(-15), .days(-5), 3)), ("MWh", hours(.days(-5), .days(-1), 0.002))])
        for name in ["timeseries_value", "power_watts", "period_gap_seconds", "period_missing_seconds"] {
            #expect(Array(shown(input, name).keys) == ["MWh"], "\(name)")
        }
        // Sums by series stay; sums over all units continue.
        #expect(shown(input, "period_value").keys.sorted() == ["MWh", "kWh"])
        #expect(shown(input, "period_gap_seconds")["MWh"] == 0)
        let kilowattHours: Double = 10 * 24 * 3 + 4 * 24 * 2
        #expect(shown(input, "period_energy_joules")[""] == kilowattHours * 3.6e6)
        #expect(shown(input, "peak_power_watts")[""] == 3000)
    }

    @Test func twoUnitsSideBySideAreBothCurrentAndCountOnce() {
        let rows = [("kWh", hours(.days(-3), .days(-1), 2)), ("MWh", hours(.days(-3), .days(-1), 0.002))]
        let both = input(
            [
                series("kWh", from: .days(-3), to: .days(-1)),
                series("MWh", from: .days(-3), to: .days(-1), length: .hours(1)),
            ],
            rows)
        #expect(shown(both, "timeseries_value").keys.sorted() == ["MWh", "kWh"])
        #expect(Array(shown(both, "period_gap_seconds").keys) == ["kWh"])
        #expect(shown(both, "period_energy_joules")[""] == 48 * 2 * 3.6e6)
        #expect(shown(both, "billed_power_watts")[""] == 2000)
    }

    @Test func theCountingOneOfTwoSeriesThatEndTogetherIsInUse() {
        let course = StoredCourse.all(of: [
            series("GJ", from: .days(-3), to: .days(-1)), series("MWh", from: .days(-9), to: .days(-1)),
        ])[0]
        #expect(course.inUse.id.unit == "GJ")
        #expect(course.first == now - .days(9))
    }

    @Test func gapsBeginWithTheFirstReadingEver() {
        // Twelve of the hours of the fifth day are missing.
        let first = hours(.days(-6), .days(-5), 1)
        let rest = hours(.days(-5) + .hours(12), .days(-1), 1)
        let input = input([series("kWh", from: .days(-6), to: .days(-1))], [("kWh", first), ("kWh", rest)].merged)
        #expect(shown(input, "period_gap_seconds")["kWh"] == 43_200)
        let missing = shown(input, "period_missing_seconds")["kWh"]
        // All of the month but what is stored.
        let month = input.rules.calendar.time(of: input.rules.calendar.month(of: now)).lowerBound
        #expect(missing == (now - month).inSeconds - 4.5 * 86_400)
    }

    @Test func meteringPointsThatTheDefaultKeepsOutOfEveryTariffAreAFinding() {
        func found(_ meters: [MeterID], _ change: (inout Tariff) -> Void = { _ in }) -> [String] {
            var tariff = Tariff(name: "t")
            tariff.deliveryCategories = ["EL"]
            change(&tariff)
            var input = SampleSnapshot.input
            input.settings.rules.tariffs = [tariff]
            input.contents.series = meters.sorted().map { SampleSnapshot.series($0, "kWh", 1) }
            return input.meteringPointsKeptByDefault
        }
        let use = meter
        let fed = SampleSnapshot.meter(meter.meteringPoint, production: true)
        #expect(found([fed]) == [meter.meteringPoint])
        #expect(found([use, fed]).isEmpty)
        #expect(found([fed]) { $0.namesMicroproduction = true }.isEmpty)
        #expect(found([fed]) { $0.microproduction = .include }.isEmpty)
        #expect(found([SampleSnapshot.meter(meter.meteringPoint, "FJV", production: true)]).isEmpty)
    }

    @Test func everyKindOfFindingIsThereOnceAPollHasEnded() throws {
        var input = SampleSnapshot.input
        input.polls[.invoiced] = PollStatus(newest: PollOutcome(endpoint: .invoiced, start: now))
        let samples = try #require(
            PollFamilies.families(input).first { $0.name == "oresundskraft_poll_findings" }
        ).samples
        #expect(samples.count == 2 * Finding.allCases.count)
        #expect(samples.filter { $0.value > 0 }.map(\.value) == [1, 1344, 1])
    }
}

extension [(String, ReadingColumns)] {
    /// Rows of one unit that follow one another as one.
    fileprivate var merged: [(String, ReadingColumns)] {
        var all = ReadingColumns()
        for (_, rows) in self { all.append(starts: rows.starts, ends: rows.ends, values: rows.values, statuses: []) }
        return isEmpty ? [] : [(self[0].0, all)]
    }
}
