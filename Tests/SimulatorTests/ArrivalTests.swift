import Testing

@testable import Simulator

struct ArrivalTests {
    private static let day: Int64 = 86_400_000
    private static let hour: Int64 = 3_600_000

    private func utility(
        _ arrival: SimulatedUtility.ArrivalMode, delay: Duration = .seconds(86_400),
        jitter: Duration = .seconds(4 * 3600),
        _ irregularities: Irregularities = .none
    ) -> SimulatedUtility {
        var configuration = SimulatedUtility.Configuration()
        configuration.arrival = arrival
        configuration.delay = delay
        configuration.jitter = jitter
        configuration.irregularities = irregularities
        return SimulatedUtility(configuration)
    }

    private func newest(_ utility: SimulatedUtility, _ object: SimulatedObject, _ now: Int64) -> Int64? {
        utility.readings(of: object, from: now - 10 * Self.day, to: now, visibleAt: now).last?.end
    }

    @Test(arguments: SimulatedUtility.ArrivalMode.allCases)
    func nothingArrivesBeforeTheDelayHasPassed(_ mode: SimulatedUtility.ArrivalMode) throws {
        let utility = utility(mode)
        let begin = try time("2026-10-23")
        for object in utility.objects {
            for step in 0..<200 {
                let now = begin + Int64(step) * 1_700_000
                let end = try #require(newest(utility, object, now))
                #expect(now - end >= Self.day)
                // A batch a day, four hours of jitter, a day of 25 hours.
                #expect(now - end <= (mode == .nightly ? 54 : 29) * Self.hour)
            }
        }
    }

    @Test func withoutDelayAndJitterAPeriodArrivesAsItEnds() throws {
        let utility = plainUtility()
        let now = try time("2026-11-02T12:07:00Z")
        #expect(newest(utility, try #require(utility.objects.first), now) == (try time("2026-11-02T12:00:00Z")))
    }

    @Test func aNightlyBatchArrivesAtNightOnceADay() throws {
        let utility = utility(.nightly)
        let object = try #require(utility.objects.first)
        let begin = try time("2026-11-02T00:00:00Z")
        var arrivals: [Int64] = []
        var before = newest(utility, object, begin)
        for minute in stride(from: begin, to: begin + 4 * Self.day, by: 60_000) {
            let now = newest(utility, object, minute)
            if now != before { arrivals.append(minute) }
            before = now
        }
        #expect(arrivals.count == 4)
        // 01:00 to 05:00 in Stockholm's winter.
        #expect(arrivals.allSatisfy { (0...4).contains(($0 - begin) % Self.day / Self.hour) })
    }

    @Test func arrivedReadingsStay() throws {
        let utility = utility(.nightly, .usual)
        let from = try time("2026-10-01")
        for object in utility.objects {
            var before: Set<Int64> = []
            for step in 0..<40 {
                let now = from + Int64(step) * Self.day / 2
                let starts = Set(
                    utility.readings(of: object, from: from, to: from + 20 * Self.day, visibleAt: now).map(\.start))
                #expect(starts.isSuperset(of: before))
                before = starts
            }
        }
    }

    @Test func estimatedValuesAreCorrectedWithinFiveBusinessDays() throws {
        let utility = utility(.nightly, Irregularities(estimated: 1))
        let object = try #require(utility.objects.first)
        // A civil week.
        let from = try time("2026-11-01T23:00:00Z")
        let to = from + 7 * Self.day
        let truth = utility.truth(of: object, from: from, to: to)
        #expect(truth.allSatisfy { $0.status == SimulatedReading.processed })
        // Each day's first night, and eight days later: five business days and a weekend.
        for day in 0..<7 {
            let start = from + Int64(day) * Self.day
            let end = start + Self.day
            let early = utility.readings(of: object, from: start, to: end, visibleAt: end + Self.day + 30 * Self.hour)
            let late = utility.readings(of: object, from: start, to: end, visibleAt: end + Self.day + 9 * Self.day)
            let final = utility.truth(of: object, from: start, to: end)
            let estimates = zip(early, final).filter { $0.0.status == SimulatedReading.estimated }
            #expect(!estimates.isEmpty)
            #expect(estimates.allSatisfy { $0.0.thousandths != $0.1.thousandths })
            #expect(late == final)
        }
    }

    @Test func missingDaysArriveWithinAWeek() throws {
        let utility = utility(.nightly, Irregularities(missingDay: 1))
        let object = try #require(utility.objects.first)
        let from = try time("2026-11-01T23:00:00Z")
        let end = from + Self.day
        func count(_ days: Int64) -> Int {
            utility.readings(of: object, from: from, to: end, visibleAt: end + Self.day + days * Self.day).count
        }
        #expect(count(1) == 0)
        #expect(count(9) == 96)
    }

    @Test func gapsNeverFill() throws {
        let utility = utility(.nightly, Irregularities(gap: 1))
        let object = try #require(utility.objects.first)
        let from = try time("2026-11-01T23:00:00Z")
        for day in 0..<20 {
            let start = from + Int64(day) * Self.day
            let final = utility.truth(of: object, from: start, to: start + Self.day)
            #expect((84...95).contains(final.count))
            let hours = utility.truth(of: object, resolution: .hour, from: start, to: start + Self.day)
            #expect((20...23).contains(hours.count))
        }
    }

    @Test func someBlankValuesAreFilledAndOthersAreNot() throws {
        let utility = utility(.nightly, Irregularities(blank: 1))
        let object = try #require(utility.objects.first)
        let from = try time("2026-11-01T23:00:00Z")
        var healed = 0
        for day in 0..<40 {
            let start = from + Int64(day) * Self.day
            let first = utility.readings(
                of: object, from: start, to: start + Self.day, visibleAt: start + 2 * Self.day + 6 * Self.hour)
            #expect(first.count { $0.thousandths == nil } >= 1)
            let final = utility.truth(of: object, from: start, to: start + Self.day)
            #expect(final.count == 96)
            if final.allSatisfy({ $0.thousandths != nil }) { healed += 1 }
        }
        #expect((8...32).contains(healed))
    }

    @Test func usualDataHasSomeOfEach() throws {
        let utility = utility(.nightly, .usual)
        let regular = self.utility(.nightly)
        let from = try time("2026-09-14")
        var (missing, blanks, estimates) = (0, 0, 0)
        // As polls of the last week would see it, week after week.
        for week in 1...10 {
            let now = from + Int64(week) * 7 * Self.day
            for object in utility.objects {
                let seen = utility.readings(of: object, from: now - 7 * Self.day, to: now, visibleAt: now)
                let all = regular.readings(of: object, from: now - 7 * Self.day, to: now, visibleAt: now)
                missing += all.count - seen.count
                blanks += seen.count { $0.thousandths == nil }
                estimates += seen.count { $0.status == SimulatedReading.estimated }
            }
        }
        #expect(missing > 0)
        #expect(blanks > 0)
        #expect(estimates > 0)
    }
}
