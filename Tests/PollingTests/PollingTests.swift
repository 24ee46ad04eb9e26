import Configuration
import EnergyAPI
import Exposition
import Ground
import Metering
import NIOCore
import ReadingStore
import Simulator
import TestBench
import Testing

@testable import Polling

struct PollingTests {
    private let day = Duration.days(1)

    @Test func aFirstPollStoresAllThatTheAPIHas() async throws {
        let bench = try await PollBench()
        let outcome = try await bench.poll()
        #expect(outcome.isSuccess, "\(outcome.groups.map(\.errors))")
        let expected = bench.visible(from: (bench.now - .days(70)).startOfUTCDay, to: bench.now)
        let stored = try await bench.stored()
        #expect(stored.count == expected.count)
        for (series, readings) in expected { #expect(stored[series] == readings, "\(series)") }
        #expect(outcome.counts.stored.new == expected.values.reduce(0) { $0 + $1.count })
        await bench.end()
    }

    @Test func aSecondPollAsksForLittleAndFindsNothingNew() async throws {
        let bench = try await PollBench { $0.utility.irregularities = .none }
        _ = try await bench.poll()
        bench.server.forgetRequests()
        bench.now = bench.now + .minutes(10)
        let outcome = try await bench.poll()
        #expect(outcome.isSuccess)
        #expect(bench.server.requests.count == 1)
        #expect(bench.server.requests.first?.values("fromDate") == ["2026-10-18T00:00:00.000Z"])
        #expect(outcome.counts.stored.new == 0)
        #expect(outcome.counts.stored.unchanged > 0)
        await bench.end()
    }

    @Test func correctionsOfEarlierDaysAreStoredAndCounted() async throws {
        let bench = try await PollBench { $0.utility.irregularities = Irregularities(estimated: 0.5) }
        _ = try await bench.poll()
        let before = try await bench.stored()
        bench.now = bench.now + .days(4)
        let outcome = try await bench.poll()
        #expect(outcome.counts.stored.corrected > 0)
        let stored = try await bench.stored()
        let expected = bench.visible(from: (bench.now - .days(10)).startOfUTCDay, to: bench.now)
        for (series, readings) in expected {
            #expect(stored[series]?.suffix(readings.count) == readings[...], "\(series)")
        }
        #expect(before != stored)
        await bench.end()
    }

    @Test func afterDaysOfPollsTheStoreHoldsWhatTheUtilityMeasured() async throws {
        let bench = try await PollBench { $0.utility.meteringPoints = 4 }
        let start = bench.now
        for _ in 0..<80 {
            _ = try await bench.poll { $0.timeSeries.lookback = .days(20) }
            bench.now = bench.now + .hours(6)
        }
        // Readings older than the longest delay and correction, and seen by the first poll or a later one.
        let from = (start - .days(5)).startOfUTCDay
        let to = (bench.now - .days(12)).startOfUTCDay
        let stored = try await bench.stored()
        for object in bench.server.utility.objects {
            let truth = bench.server.utility.truth(of: object, from: from.milliseconds, to: to.milliseconds)
            let series = SeriesID(
                meter: MeterID(
                    meteringPoint: object.meteringPoint, deliveryCategory: object.deliveryCategory,
                    microproduction: object.microproduction), unit: object.unit)
            let kept = (stored[series] ?? []).filter { $0.start >= from && $0.start < to }
            #expect(kept.map(\.value) == truth.compactMap(\.value), "\(series)")
        }
        await bench.end()
    }

    @Test func oneGroupsRefusedKeyDoesNotCostTheOther() async throws {
        let bench = try await PollBench { $0.utility.customers = 2 }
        let numbers = bench.server.utility.customerNumbers
        let outcome = try await bench.poll([
            bench.group("first", numbers: [numbers[0]], key: "expired"),
            bench.group("second", numbers: [numbers[1]]),
        ])
        #expect(outcome.groups.map(\.isSuccess) == [false, true])
        #expect(outcome.groups[1].counts.stored.new > 0)
        // A refused key is not tried window by window; the two that run at once may both meet it.
        #expect(outcome.groups[0].requests <= 2)
        let scrape = bench.scrape()
        #expect(scrape.contains("\noresundskraft_up{endpoint=\"timeseries\"} 0\n"))
        #expect(scrape.contains("oresundskraft_customer_group_up{endpoint=\"timeseries\",group=\"first\"} 0\n"))
        #expect(scrape.contains("oresundskraft_customer_group_up{endpoint=\"timeseries\",group=\"second\"} 1\n"))
        #expect(scrape.contains("oresundskraft_last_poll_result{endpoint=\"timeseries\",result=\"unauthorized\"} 1\n"))
        #expect(scrape.contains("oresundskraft_last_poll_result{endpoint=\"timeseries\",result=\"ok\"} 1\n"))
        #expect(scrape.contains("oresundskraft_last_poll_result{endpoint=\"timeseries\",result=\"tls\"} 0\n"))
        #expect(!scrape.contains("oresundskraft_last_success_timestamp_seconds{"))
        await bench.end()
    }

    @Test func aRateLimitOfOneKeyDelaysNoOther() async throws {
        let bench = try await PollBench {
            $0.utility.customers = 2
            $0.keys = ["secret", "another"]
        }
        let numbers = bench.server.utility.customerNumbers
        bench.server.setFaults([try FaultRule(parsingFault: "429:1:retry-after=3600,customer=\(numbers[0])")])
        let groups = [
            bench.group("first", numbers: [numbers[0]]), bench.group("second", numbers: [numbers[1]], key: "another"),
        ]
        for _ in 0..<2 {
            let outcome = try await bench.poll(groups)
            #expect(outcome.groups.map(\.isSuccess) == [false, true])
            // Even if the pause alone ended the poll, without a request.
            #expect(outcome.groups[0].results == [.rateLimited])
        }
        // The second poll did not ask again before the pause was over either.
        #expect(bench.server.requests.filter { $0.status == 429 }.count <= 2)
        await bench.end()
    }

    @Test func aMeteringPointThatIsNoLongerAskedForIsLeftAlone() async throws {
        let bench = try await PollBench { $0.utility.irregularities = Irregularities(gap: 0.3) }
        _ = try await bench.poll()
        var group = bench.group()
        let kept = bench.server.utility.objects[0].meteringPoint
        group.meteringPoints = [kept]
        bench.server.forgetRequests()
        bench.now = bench.now + .hours(25)
        _ = try await bench.poll([group])
        #expect(bench.server.requests.count > 1)
        #expect(bench.server.requests.allSatisfy { $0.values("meteringPoints") == [kept] })
        await bench.end()
    }

    @Test func theHistoryOfANewMeterIsReadAtOnce() async throws {
        let bench = try await PollBench {
            $0.utility.irregularities = .none
            $0.utility.customers = 2
        }
        let numbers = bench.server.utility.customerNumbers
        var group = bench.group(numbers: [numbers[0]])
        group.subsidiary = false
        _ = try await bench.poll([group])
        // The second customer comes in a poll that looks for gaps itself.
        bench.now = bench.now + .hours(25)
        group.numbers = numbers
        _ = try await bench.poll([group])
        bench.now = bench.now + .hours(1)
        _ = try await bench.poll([group])
        let expected = bench.visible(from: (bench.now - .days(69)).startOfUTCDay, to: bench.now)
        let stored = try await bench.stored()
        for (series, readings) in expected {
            #expect(stored[series]?.suffix(readings.count) == readings[...], "\(series)")
        }
        await bench.end()
    }

    @Test func theNewestReadingsOfAllGroupsComeBeforeAnyHistory() async throws {
        let bench = try await PollBench { $0.utility.customers = 2 }
        let numbers = bench.server.utility.customerNumbers
        _ = try await bench.poll(numbers.map { bench.group("group \($0)", numbers: [$0]) }) {
            $0.api.maxConcurrentRequests = 1
        }
        let firsts = bench.server.requests.prefix(2)
        #expect(Set(firsts.map { $0.values("customerNumbers") }) == Set(numbers.map { [$0] }))
        #expect(Set(firsts.map { $0.values("toDate") }).count == 1)
        await bench.end()
    }

    @Test func oneFailingWindowDoesNotCostTheOthers() async throws {
        let bench = try await PollBench { $0.utility.irregularities = .none }
        bench.server.setFaults([FaultRule(.malformed, first: 1)])
        let outcome = try await bench.poll { $0.api.maxConcurrentRequests = 1 }
        #expect(!outcome.isSuccess)
        #expect(outcome.results == [.ok, .invalid])
        let count = try await bench.store.readings.count()
        #expect(count > 0)
        // The failed part is asked for again, and then nothing is missing.
        let second = try await bench.poll()
        #expect(second.isSuccess)
        let expected = bench.visible(from: (bench.now - .days(70)).startOfUTCDay, to: bench.now)
        #expect(try await bench.store.readings.count() == expected.values.reduce(0) { $0 + $1.count })
        await bench.end()
    }

    @Test func storedReadingsAreScrapedWhileTheAPIIsDown() async throws {
        let bench = try await PollBench()
        _ = try await bench.poll()
        let before = bench.scrape().split(separator: "\n").filter { $0.hasPrefix("oresundskraft_timeseries_value{") }
        #expect(!before.isEmpty)
        bench.server.setFaults([FaultRule(.closed)])
        let outcome = try await bench.poll()
        #expect(outcome.results == [.network])
        let scrape = bench.scrape()
        #expect(scrape.split(separator: "\n").filter { $0.hasPrefix("oresundskraft_timeseries_value{") } == before)
        #expect(scrape.contains("\noresundskraft_up{endpoint=\"timeseries\"} 0\n"))
        await bench.end()
    }

    @Test func twoGroupsWithTheSameReadingsDoNotAlternate() async throws {
        let bench = try await PollBench { $0.utility.irregularities = .none }
        var hours = bench.group("hours")
        hours.resolution = .hour
        for poll in 0..<3 {
            let outcome = try await bench.poll([bench.group("quarters"), hours])
            #expect(outcome.isSuccess)
            #expect(outcome.groups[1].counts.stored == StoredCounts())
            #expect((outcome.groups[1].counts.rejected[.duplicate] ?? 0) > 0)
            if poll > 0 { #expect(outcome.counts.stored.corrected == 0) }
        }
        let lengths = Set(try await bench.stored().values.joined().map { $0.end - $0.start })
        #expect(lengths == [.minutes(15)])
        await bench.end()
    }

    @Test func aChangeOfResolutionIsNotCountedTwice() async throws {
        let bench = try await PollBench { $0.utility.irregularities = .none }
        var hours = bench.group()
        hours.resolution = .hour
        _ = try await bench.poll([hours])
        _ = try await bench.poll([bench.group()])
        for (series, readings) in try await bench.stored() {
            for (left, right) in zip(readings, readings.dropFirst()) {
                #expect(left.end <= right.start, "\(series)")
            }
        }
        await bench.end()
    }

    @Test func pagesGiveTheSameAsOneAnswer() async throws {
        let bench = try await PollBench()
        let outcome = try await bench.poll { $0.api.pageSize = 700 }
        #expect(outcome.isSuccess, "\(outcome.groups.map(\.errors))")
        let expected = bench.visible(from: (bench.now - .days(70)).startOfUTCDay, to: bench.now)
        #expect(try await bench.store.readings.count() == expected.values.reduce(0) { $0 + $1.count })
        await bench.end()
    }

    @Test func daysWithGapsAreAskedForOnceADay() async throws {
        let bench = try await PollBench { $0.utility.irregularities = Irregularities(gap: 0.05) }
        _ = try await bench.poll()
        bench.server.forgetRequests()
        bench.now = bench.now + .hours(25)
        _ = try await bench.poll()
        let asked = bench.server.requests
        #expect(asked.count > 1)
        #expect(asked.contains { !$0.values("meteringPoints").isEmpty })
        bench.server.forgetRequests()
        bench.now = bench.now + .hours(1)
        _ = try await bench.poll()
        #expect(bench.server.requests.count == 1)
        await bench.end()
    }

    @Test func theCountersCountWhatWasReceived() async throws {
        let bench = try await PollBench { $0.utility.irregularities = Irregularities(blank: 1) }
        let outcome = try await bench.poll()
        let scrape = bench.scrape()
        #expect(outcome.counts.missing > 0)
        #expect(
            scrape.contains("oresundskraft_readings_missing_total{endpoint=\"timeseries\"} \(outcome.counts.missing)\n")
        )
        #expect(
            scrape.contains(
                "oresundskraft_readings_total{endpoint=\"timeseries\",result=\"new\"} \(outcome.counts.stored.new)\n"))
        #expect(
            scrape.contains(
                "oresundskraft_api_requests_total{endpoint=\"timeseries\",result=\"ok\"} \(outcome.groups[0].requests)\n"
            ))
        #expect(
            scrape.contains("oresundskraft_readings_rejected_total{endpoint=\"timeseries\",reason=\"duplicate\"} 0\n"))
        await bench.end()
    }
}
