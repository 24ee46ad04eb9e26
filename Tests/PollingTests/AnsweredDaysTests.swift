import Configuration
import Ground
import Metering
import TestSupport
import Testing

@testable import Polling

/// Days that a poll requests again.
struct AnsweredDaysTests {
    private static let today = Timestamp(utcYear: 2026, month: 10, day: 20)

    @Test func aDayWhoseWindowFailedIsAskedForAgainDailyEvenWithoutAGap() async throws {
        let fails = Flag()
        fails.set()
        // The meter begins only after the window that fails, so there is no gap.
        let bench = try ScriptBench { request in
            if fails.isSet, request.window.contains(Self.today - .days(15)) { return ScriptedAPI.Answer(status: 500) }
            return Body.page(
                Body.object(
                    Body.hours(request.window, until: Self.today - .days(1)) {
                        $0 >= Self.today - .days(5) || !fails.isSet ? 1 : nil
                    }))
        }
        #expect(await !bench.poll().isSuccess)
        fails.set(false)
        bench.now = bench.now + .hours(25)
        _ = await bench.poll()
        #expect(bench.api.requests.contains { $0.window.contains(Self.today - .days(15)) })
        #expect(try await bench.stored().first?.start ?? bench.now <= Self.today - .days(15))
    }

    @Test func anEmptyAnswerCoversItsDays() async throws {
        let bench = try ScriptBench { request in
            Body.page(
                Body.object(
                    Body.hours(request.window, until: Self.today - .days(1)) { $0 >= Self.today - .days(5) ? 1 : nil }))
        }
        _ = await bench.poll()
        bench.now = bench.now + .hours(25)
        _ = await bench.poll()
        // The corrections of ten days and a slice, not the whole lookback.
        #expect(bench.api.requests.map(\.from).min() ?? bench.now > bench.day(20))
    }

    @Test func aNumberAddedToAGroupIsAskedForAlone() async throws {
        let bench = try ScriptBench { request in
            Body.page(
                request.numbers.map {
                    Body.object(
                        Body.hours(request.window, until: Self.today - .days(1)), customer: $0,
                        point: "735999000000\($0)")
                })
        }
        _ = await bench.poll()
        bench.configuration.customers[0].numbers.append("100002")
        bench.reload()
        bench.now = bench.now + .hours(1)
        _ = await bench.poll()
        let past = bench.api.requests.filter { $0.to <= bench.day(2) }
        #expect(!past.isEmpty && past.allSatisfy { $0.numbers == ["100002"] })
        #expect(past.map(\.from).min() == bench.day(20))
        bench.now = bench.now + .hours(1)
        _ = await bench.poll()
        #expect(bench.api.requests.count == 1)
    }

    // MARK: The whole lookback, over weeks

    /// The days that a group's polls ask for, from the plan alone.
    private struct Weeks {
        var now = AnsweredDaysTests.today + .hours(7)
        var settings = Configuration.TimeSeries()
        var answered: [CivilDay: Timestamp] = [:]
        var refetched: Timestamp?
        var gapsChecked: Timestamp?
        var daysAsked: [Int] = []

        /// - Returns: the longest time for which a day of the lookback had not been asked for, as of before the poll.
        mutating func poll(fails: Bool = false) -> Duration {
            let plan = PollPlan(
                now: now, settings: settings, maxWindow: .days(7),
                known: PollPlan.Known(
                    newest: answered.isEmpty ? nil : now - .hours(30), refetched: refetched, gapsChecked: gapsChecked,
                    answered: [("100001", answered)]))
            let lookback = (now - settings.lookback).startOfUTCDay..<now.startOfUTCDay
            let oldest = lookback.utcDays.compactMap { answered[$0] }.min().map { now - $0 } ?? .zero
            guard !fails else { return oldest }
            var days: Set<CivilDay> = []
            for request in plan.requests { days.formUnion(request.window.utcDays) }
            daysAsked.append(days.count)
            for day in days where day.utcTime.upperBound <= now { answered[day] = now }
            if plan.isRefetch { refetched = now }
            if plan.isGapCheck { gapsChecked = now }
            return oldest
        }
    }

    @Test func hourlyPollsAskForAllOfTheLookbackInAWeekAndForLittleAtOnce() {
        var weeks = Weeks()
        for _ in 0..<(24 * 40) {
            #expect(weeks.poll() <= .days(7))
            weeks.now = weeks.now + .minutes(63)
        }
        // The first poll reads all; later ones the newest days, once a day ten of them, and a slice.
        #expect(weeks.daysAsked.dropFirst().max() ?? 0 <= 26)
    }

    @Test(arguments: [1, 2, 3, 4, 5, 6, 7, 8])
    func restartsAtOddTimesChangeNothing(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var weeks = Weeks()
        for _ in 0..<120 {
            #expect(weeks.poll() <= .days(7))
            weeks.now = weeks.now + .minutes(Int.random(in: 5...(24 * 60), using: &random))
        }
    }

    @Test(arguments: [6, 12, 23, 24, 25, 36, 48, 60])
    func pollsHoursApartKeepTheInterval(_ hours: Int) {
        var weeks = Weeks()
        for _ in 0..<(24 * 40 / hours) {
            #expect(weeks.poll() <= .days(7))
            weeks.now = weeks.now + .hours(hours) + .minutes(3)
        }
    }

    @Test func anOutageIsCaughtUp() {
        var weeks = Weeks()
        for poll in 0..<(24 * 20) {
            let age = weeks.poll(fails: 100..<160 ~= poll)
            if !(100..<165 ~= poll) { #expect(age <= .days(7)) }
            weeks.now = weeks.now + .hours(1)
        }
    }

    @Test func anotherIntervalIsKeptToo() {
        var weeks = Weeks()
        weeks.settings.fullRefetchInterval = .days(28)
        for _ in 0..<(24 * 60) {
            #expect(weeks.poll() <= .days(28))
            weeks.now = weeks.now + .hours(1)
        }
        let asked = weeks.daysAsked.dropFirst().reduce(0, +)
        let most = 60 * 120
        #expect(asked < most)
    }
}
