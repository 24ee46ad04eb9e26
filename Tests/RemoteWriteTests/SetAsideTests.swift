import Curl
import Ground
import Metering
import ReadingStore
import TestSupport
import Testing
import TrueTime

@testable import RemoteWrite

/// Samples at which a receiver fails, among others that it accepts.
@Suite(.timeLimit(.minutes(5))) struct SetAsideTests {
    private let noon = PushBench.noon
    private let quarter = Duration.seconds(900)
    private let values: [Double] = (0..<96).map { Double($0) }
    /// Before readings of a day that ends at noon.
    private var start: Timestamp { noon - .seconds(86_400) }

    /// Scripts the receiver to fail at requests that hold a value.
    private func poison(_ bench: PushBench, _ values: [Double], status: Int = 500, body: String = "") async throws {
        let values = values.map { "\($0)" }.joined(separator: ", ")
        try await bench.answer(
            """
            {"status": 204, "take": true, "forever": true, "poison": [\(values)], "status_if_poisoned": \(status),
             "body_if_poisoned": "\(body)"}
            """)
    }

    @Test(arguments: [
        (500, "add 3 samples: duplicate sample for timestamp"), (503, "conflict"), (502, ""), (504, "no quorum"),
    ])
    func onePoisonousSampleDelaysNoOther(_ status: Int, _ body: String) async throws {
        try await PushBench.with { bench in
            try await bench.add(values, from: start)
            try await poison(bench, [57], status: status, body: body)
            try await bench.push()
            let taken = try await bench.taken()
            let others: [Double] = values.filter { $0 != 57 }
            #expect(taken.values() == others)
            #expect(taken.values(of: .power).count == 96)
            let receiver = bench.state.status
            #expect(receiver.setAside == 1 && receiver.refused.isEmpty && receiver.pending == 0)
            #expect(receiver.isHealthy == true && receiver.failure == nil)
            #expect(taken.requests.count < 60)
            #expect(bench.log.contains("sample=oresundskraft_reading{delivery_category="), "\(bench.log)")
        }
    }

    /// With the pauses of a running exporter, each as long as it can be.
    @Test(arguments: [0.0, 124, 249, 4000, 400_000, 996_000])
    func onePoisonousSampleOf500DelaysTheOthersForLessThanAMinute(_ value: Double) async throws {
        try await PushBench.with { bench in
            // New samples for a receiver that has everything before them are one batch.
            try await bench.push()
            let values: [Double] = (0..<250).map { Double($0) }
            try await bench.add(values, from: noon - .hours(72))
            try await poison(bench, [value], status: 503)
            bench.backoff = Backoff(first: .milliseconds(500), cap: .seconds(60), random: { 1 })
            try await bench.push { $0.batch = 500 }
            #expect(bench.pausesBetweenTries < .seconds(60), "\(bench.pausesBetweenTries)")
            // Zero is a reading and a power.
            #expect(bench.state.status.setAside == (value == 0 ? 2 : 1))
            #expect(bench.state.status.samples == (value == 0 ? 498 : 499))
        }
    }

    @Test func aSampleSetAsideIsTriedAloneAtGrowingPausesAcrossRestarts() async throws {
        try await PushBench.with { bench in
            try await bench.add([1, 2, 3, 4], from: start)
            try await poison(bench, [2])
            try await bench.push()
            // Once more at once, since others were taken behind it; then after a minute, two, four.
            var tries = try await bench.taken().requests.count
            for (minutes, isTried) in [(1, false), (1, true), (2, false), (2, true), (4, false), (4, true)] {
                bench.now = bench.now + .minutes(minutes)
                try bench.reopen()
                try await bench.push()
                let requests = try await bench.taken().requests
                #expect(requests.count == tries + (isTried ? 1 : 0), "\(minutes)")
                #expect(requests.last?.samples == 1 || !isTried)
                tries = requests.count
                #expect(bench.state.status.setAside == 1)
            }
            try await bench.answer("")
            bench.now = bench.now + .hours(1)
            try await bench.push()
            #expect(try await bench.taken().values() == [1, 2, 3, 4])
            #expect(bench.state.status.setAside == 0 && bench.state.status.refused.isEmpty)
        }
    }

    @Test func aSampleSetAsideIsAbandonedAfterADayOfAcceptedOthers() async throws {
        try await PushBench.with { bench in
            try await bench.add([1000, 1], from: start)
            try await poison(bench, [1000])
            try await bench.push()
            var hours = 0
            while bench.state.status.setAside > 0, hours < 40 {
                hours += 1
                bench.now = bench.now + .hours(1)
                try await bench.add([Double(hours)], from: start + .hours(hours))
                try await bench.push()
            }
            #expect((24...27).contains(hours), "\(hours)")
            #expect(bench.state.status.refused == [.serverError: 1])
            #expect(bench.log.contains("reason=server_error"), "\(bench.log)")
            bench.now = bench.now + .hours(2)
            try bench.reopen()
            try await bench.push()
            #expect(bench.state.status.setAside == 0)
        }
    }

    @Test(arguments: ["\"status\": 503", "\"status\": 500, \"body\": \"too old sample\"", "\"status\": 408"])
    func aReceiverThatAcceptsNothingNeverCostsASample(_ answer: String) async throws {
        try await PushBench.with { bench in
            try await bench.add([1, 2, 3, 4], from: start)
            try await bench.answer("{\(answer), \"forever\": true}")
            for _ in 0..<5 {
                bench.now = bench.now + .hours(20)
                let before = bench.state.status.requests.values.reduce(0, +)
                try await bench.push(until: "it has tried for a while") {
                    bench.state.status.requests.values.reduce(0, +) > before + 40
                }
            }
            #expect(bench.state.status.setAside == 0 && bench.state.status.isHealthy == false)
            try await bench.answer("")
            try await bench.push()
            #expect(try await bench.taken().values() == [1, 2, 3, 4])
            #expect(bench.state.status.refused.isEmpty && bench.state.status.setAside == 0)
        }
    }

    @Test func samplesSetAsideInAnOutageArriveAsSoonAsOthersDo() async throws {
        try await PushBench.with { bench in
            try await bench.add([1, 2, 3, 4], from: start)
            // It accepts requests without samples, like a receiver that has lost its storage.
            try await poison(bench, [1, 2, 3, 4, 4000, 8000, 12000, 16000])
            try await bench.push(until: "all is set aside") { bench.state.status.setAside == 8 }
            for _ in 0..<3 {
                bench.now = bench.now + .hours(30)
                try await bench.push()
            }
            #expect(bench.state.status.refused.isEmpty && bench.state.status.setAside == 8)
            try await bench.answer("")
            try await bench.add([5], from: start + quarter * 4)
            try await bench.push()
            #expect(try await bench.taken().values() == [1, 2, 3, 4, 5])
            #expect(bench.state.status.setAside == 0)
        }
    }

    @Test func correctionsOfSamplesSetAsideAreSentAndWithdrawnOnesAreNot() async throws {
        try await PushBench.with { bench in
            try await bench.add([1, 101, 102, 4], from: start)
            try await poison(bench, [101, 102])
            try await bench.push()
            #expect(bench.state.status.setAside == 2)
            let gone = (start + quarter * 2).milliseconds
            try await bench.add([2], from: start + quarter)
            let withdrawal = Withdrawal(
                meter: PushBench.electricity, unit: "kWh", start: gone, end: gone + quarter.milliseconds)
            #expect(try await bench.store.readings.withdraw([withdrawal]) == 1)
            bench.now = bench.now + .hours(1)
            try await bench.push()
            #expect(try await bench.taken().values() == [1, 2, 4])
            let status = bench.state.status
            #expect(status.setAside == 0 && status.refused.isEmpty)
            // The power was delivered, the reading was not: what is counted are readings, and this one never was complete.
            #expect(status.withdrawn == 0)
        }
    }

    @Test func samplesDeletedByTheRetentionAreNotSent() async throws {
        try await PushBench.with { bench in
            try await bench.add([101, 2], from: start)
            try await poison(bench, [101])
            try await bench.push()
            #expect(try await bench.store.readings.delete(before: start + quarter) == 1)
            try await bench.answer("")
            bench.now = bench.now + .hours(1)
            try await bench.push()
            #expect(try await bench.taken().values() == [2])
            #expect(bench.state.status.setAside == 0 && bench.state.status.refused.isEmpty)
            #expect(bench.log.contains("a sample that was set aside is no longer stored"), "\(bench.log)")
        }
    }

    @Test func anIntermittentFailureIsReportedOnce() async throws {
        try await PushBench.with { bench in
            try await bench.add(values, from: start)
            try await poison(bench, [3, 50, 90], status: 503)
            try await bench.push()
            #expect(bench.log.ranges(of: "nothing delivered").count == 1, "\(bench.log)")
            #expect(bench.log.ranges(of: "accepts samples again").count == 1)
            #expect(bench.log.ranges(of: "it is set aside").count == 1)
        }
    }

    @Test func allSamplesOfAPassMayBePoisonous() async throws {
        try await PushBench.with { bench in
            let all: [Double] = (100..<120).map { Double($0) }
            try await bench.add(all, from: start)
            try await poison(bench, all + all.map { $0 * 4000 })
            try await bench.push()
            #expect(bench.state.status.setAside == 40)
            try await bench.add([1, 2], from: start + quarter * 20)
            try await bench.push()
            #expect(try await bench.taken().values() == [1, 2])
            #expect(bench.state.status.isHealthy == true)
        }
    }

    @Test func aRestartInTheMiddleLosesNothingAndRepeatsNothing() async throws {
        try await PushBench.with { bench in
            try await bench.add(values, from: start)
            try await poison(bench, [3, 50, 90])
            try await bench.push(until: "one is set aside") { bench.state.status.setAside == 1 }
            try bench.reopen()
            try await bench.push()
            #expect(bench.state.status.setAside == 3)
            try await bench.answer("")
            bench.now = bench.now + .hours(1)
            try await bench.push()
            #expect(try await bench.taken().values() == values)
            #expect(bench.state.status.refused.isEmpty)
        }
    }

    @Test func resendTriesSamplesSetAsideAtOnce() async throws {
        try await PushBench.with { bench in
            try await bench.add([1, 2, 3], from: start)
            try await poison(bench, [2])
            try await bench.push()
            #expect(bench.state.status.setAside == 1)
            try await bench.answer("")
            var cursor = try #require(try await bench.store.deliveries.cursor(ofReceiver: "test"))
            cursor.settled = start
            try await bench.store.deliveries.record(cursor, ofReceiver: "test")
            try await bench.push()
            #expect(try await bench.taken().values() == [1, 2, 3])
            #expect(bench.state.status.setAside == 0)
        }
    }

    @Test func aReceiverSlowerThanTheTimeoutGetsSmallerRequests() async throws {
        try await PushBench.with { bench in
            try await bench.add(values, from: start)
            try await bench.answer(
                "{\"status\": 204, \"take\": true, \"forever\": true, \"most\": 50, \"seconds_if_more\": 2}")
            try await bench.push { $0.timeout = .milliseconds(500) }
            #expect(try await bench.taken().values() == values)
            #expect(bench.state.status.setAside == 0 && bench.state.status.requests[.timeout] == 4)
        }
    }

    @Test func aRateLimitOnlyCostsTime() async throws {
        try await PushBench.with { bench in
            try await bench.add([1, 2, 3, 4], from: start)
            let answer = "{\"status\": 429, \"headers\": {\"Retry-After\": \"0\"}}"
            try await bench.answer(Array(repeating: answer, count: 60).joined(separator: ", "))
            try await bench.push()
            #expect(try await bench.taken().values() == [1, 2, 3, 4])
            #expect(bench.state.status.setAside == 0 && bench.state.status.requests[.rateLimited] == 60)
        }
    }

    @Test func aSampleRefusedLaterIsCountedForThatReason() async throws {
        try await PushBench.with { bench in
            try await bench.add([1, 2], from: start)
            try await poison(bench, [2])
            try await bench.push()
            try await poison(bench, [2], status: 400, body: "out of order sample")
            bench.now = bench.now + .hours(1)
            try await bench.push()
            #expect(bench.state.status.refused == [.outOfOrder: 1] && bench.state.status.setAside == 0)
        }
    }

    @Test func invoicedMonthsAreSetAsideToo() async throws {
        try await PushBench.with { bench in
            try await bench.add([1], from: start)
            try await bench.add(invoice: 10, of: Timestamp(utcYear: 2026, month: 10, day: 1))
            try await poison(bench, [10])
            try await bench.push()
            #expect(bench.state.status.setAside == 1)
            try await bench.answer("")
            bench.now = bench.now + .hours(1)
            try await bench.push()
            #expect(try await bench.taken().values(of: .invoice) == [10])
        }
    }
}
