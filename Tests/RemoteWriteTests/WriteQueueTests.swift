import Ground
import Metering
import ReadingStore
import TestSupport
import Testing
import TrueTime

@testable import RemoteWrite

@Suite(.timeLimit(.minutes(5))) struct WriteQueueTests {
    private let noon = PushBench.noon
    private let quarter = Duration.seconds(900)

    @Test func eachReadingArrivesAtTheEndOfItsPeriodAndAsPower() async throws {
        try await PushBench.with { bench in
            try await bench.add([0.25, 1.5], from: noon - .seconds(86_400))
            try await bench.add([7], unit: "m3", from: noon - .seconds(86_400), length: .seconds(3600))
            try await bench.push { $0.externalLabels = ["site": "helsingborg", "unit": "never"] }
            let taken = try await bench.taken()
            #expect(taken.complaints == [])
            let start = (noon - .seconds(86_400)).milliseconds
            func find(_ family: String, _ unit: String, _ minutes: Int64) -> Double? {
                taken.samples.first {
                    $0.time == start + minutes * 60_000
                        && $0.labels == [
                            "__name__": family, "metering_point": "735999000000000015", "delivery_category": "EL",
                            "microproduction": "false", "unit": unit, "site": "helsingborg",
                        ]
                }?.value
            }
            #expect(find("oresundskraft_reading", "kWh", 15) == 0.25)
            #expect(find("oresundskraft_reading", "kWh", 30) == 1.5)
            #expect(find("oresundskraft_reading_power_watts", "kWh", 15) == 1000)
            #expect(find("oresundskraft_reading_power_watts", "kWh", 30) == 6000)
            #expect(find("oresundskraft_reading", "m3", 60) == 7)
            #expect(taken.samples.count == 5)
            let headers = taken.requests[0].headers
            #expect(headers["Content-Encoding"] == "snappy" && headers["Content-Type"] == "application/x-protobuf")
            #expect(headers["X-Prometheus-Remote-Write-Version"] == "0.1.0")
            let status = bench.state.status
            #expect(status.samples == 5 && status.pending == 0 && status.lastSuccess == noon && status.failure == nil)
        }
    }

    @Test func deliveredReadingsAreNotSentAgainAndNewOnesAre() async throws {
        try await PushBench.with { bench in
            try await bench.add([1, 2], from: noon - .seconds(86_400))
            try await bench.push()
            #expect(try await bench.taken().requests.map(\.samples) == [4])
            // A new queue, as after a restart.
            try await bench.push()
            #expect(try await bench.taken().requests.count == 1)
            try await bench.add([3], from: noon - .seconds(86_400) + quarter * 2)
            try await bench.push()
            let taken = try await bench.taken()
            #expect(taken.requests.map(\.samples) == [4, 2] && taken.values() == [1, 2, 3])
        }
    }

    @Test func correctionsAndLateReadingsAreSentAndNothingElse() async throws {
        try await PushBench.with { bench in
            let start = noon - .seconds(20 * 86_400)
            try await bench.add(Array(repeating: 1, count: 96), from: start)
            try await bench.add(Array(repeating: 2, count: 96), from: start + .seconds(2 * 86_400))
            try await bench.push()
            // The day between comes late, and one reading of the first is corrected.
            try await bench.add(Array(repeating: 3, count: 96), from: start + .seconds(86_400))
            try await bench.add([9], from: start + quarter)
            try await bench.push()
            let taken = try await bench.taken()
            #expect(taken.requests.map(\.samples).reduce(0, +) == 578)
            #expect(taken.values().count == 288 && taken.values()[1] == 9 && taken.complaints == [])
        }
    }

    @Test func aNewReceiverGetsHistoryInOrderOfTime() async throws {
        try await PushBench.with { bench in
            // Polls store the newest first.
            for day in [1, 2, 3, 4] {
                try await bench.add(
                    Array(repeating: Double(day), count: 96), from: noon - .seconds(day * 86_400), length: quarter)
            }
            try await bench.answer("{\"status\": 204, \"take\": true, \"forever\": true}")
            try await bench.push { $0.batch = 50 }
            let taken = try await bench.taken()
            #expect(taken.values().count == 384)
            #expect(taken.requests.allSatisfy { $0.samples <= 50 })
            // Python's dictionary keeps the order of arrival.
            let arrivals = taken.samples.filter { $0.labels["__name__"] == "oresundskraft_reading" }.map(\.time)
            #expect(arrivals == arrivals.sorted())
        }
    }

    @Test func onlyReadingsAfterSinceAreSent() async throws {
        try await PushBench.with { bench in
            let days = Duration.seconds(86_400)
            try await bench.add([1], from: noon - days * 31)
            try await bench.add([2], from: noon - days * 30)
            try await bench.add([3], from: noon - days)
            try await bench.push()
            #expect(try await bench.taken().values() == [2, 3])
            // Older readings that are stored later are left out too.
            try await bench.add([4], from: noon - days * 40)
            try await bench.push()
            #expect(try await bench.taken().values() == [2, 3])
        }
    }

    @Test func readingsSettleBeforeTheyAreSent() async throws {
        try await PushBench.with { bench in
            let days = Duration.seconds(86_400)
            try await bench.add([1, 2], from: noon - days * 3)
            try await bench.push { $0.settle = days * 2 }
            #expect(try await bench.taken().values() == [1, 2])
            try await bench.add([3, 4], from: noon - days)
            try await bench.push { $0.settle = days * 2 }
            #expect(try await bench.taken().values() == [1, 2])
            // A correction comes in time; only the corrected value is ever sent.
            try await bench.add([5], from: noon - days)
            bench.now = noon + days
            try await bench.push { $0.settle = days * 2 }
            #expect(try await bench.taken().values() == [1, 2])
            bench.now = noon + days + quarter
            try await bench.push { $0.settle = days * 2 }
            #expect(try await bench.taken().values() == [1, 2, 5])
            bench.now = noon + days * 3
            try await bench.push { $0.settle = days * 2 }
            let taken = try await bench.taken()
            #expect(taken.values() == [1, 2, 5, 4])
            #expect(taken.requests.map(\.samples).reduce(0, +) == 8)
        }
    }

    @Test func monthsAreSentAtTheirEndAndAgainWhenTheyChange() async throws {
        try await PushBench.with { bench in
            try await bench.add([1], from: noon - .seconds(86_400))
            try await bench.add(invoice: 10, of: Timestamp(utcYear: 2026, month: 10, day: 1))
            try await bench.add(invoice: 2, of: Timestamp(utcYear: 2026, month: 10, day: 20))
            // The present month has not ended, and August is too old.
            try await bench.add(invoice: 5, of: Timestamp(utcYear: 2026, month: 11, day: 1))
            try await bench.add(invoice: 7, of: Timestamp(utcYear: 2026, month: 8, day: 1))
            try await bench.push()
            #expect(try await bench.taken().values(of: .invoice) == [12])
            try await bench.add(invoice: 11, of: Timestamp(utcYear: 2026, month: 10, day: 1))
            try await bench.push()
            #expect(try await bench.taken().values(of: .invoice) == [13])
            bench.now = Timestamp(utcYear: 2026, month: 12, day: 1)
            try await bench.add([1], from: bench.now - .seconds(86_400))
            try await bench.push()
            let taken = try await bench.taken()
            #expect(taken.values(of: .invoice) == [13, 5])
            // Midnight of 1 December in Stockholm.
            let times = taken.samples.filter { $0.labels["__name__"] == "oresundskraft_invoice" }.map(\.time)
            #expect(times.max() == Timestamp(utcYear: 2026, month: 12, day: 1).milliseconds - 3_600_000)
        }
    }

    @Test func withdrawnReadingsAreNotSentAndSentOnesAreCounted() async throws {
        try await PushBench.with { bench in
            let start = noon - .seconds(86_400)
            func withdraw(_ number: Int64, unit: String = "kWh") async throws {
                let first = start.milliseconds + number * quarter.milliseconds
                let gone = Withdrawal(
                    meter: PushBench.electricity, unit: unit, start: first, end: first + quarter.milliseconds)
                #expect(try await bench.store.readings.withdraw([gone]) == 1)
            }
            try await bench.add([1, 2, 3, 4], from: start)
            try await bench.add([7], unit: "m3", from: start)
            // It was never sent, so nothing has to be taken back.
            try await withdraw(3)
            try await bench.push()
            #expect(try await bench.taken().values().sorted() == [1, 2, 3, 7])
            #expect(bench.state.status.withdrawn == 0)
            // A reading of an energy is two samples.
            try await withdraw(1)
            try await withdraw(0, unit: "m3")
            try await bench.push()
            #expect(bench.state.status.withdrawn == 3)
            // So is an hour in whose place quarters come, which are sent.
            try await bench.add([9], from: start + .seconds(7200), length: .seconds(3600))
            try await bench.push()
            try await bench.add([2, 2, 2, 3], from: start + .seconds(7200))
            try await bench.push()
            #expect(bench.state.status.withdrawn == 5)
            // A value that comes again is sent again.
            try await bench.add([8], from: start + quarter)
            try await bench.push()
            #expect(try await bench.taken().values().contains(8))
        }
    }

    @Test func readingsAreSentUnderTheirResolvedUnit() async throws {
        try await PushBench.with { bench in
            try await bench.add([1], unit: "", from: noon - .seconds(86_400))
            try await bench.push()
            try await bench.add([2], from: noon - .seconds(86_400) + quarter)
            try await bench.push()
            let samples = try await bench.taken().samples.filter { $0.labels["__name__"] == "oresundskraft_reading" }
            #expect(samples.map { $0.labels["unit"] ?? "" }.sorted() == ["", "kWh", "kWh"])
        }
    }

    @Test func aCursorAheadOfTheStoreGoesBack() async throws {
        try await PushBench.with { bench in
            try await bench.add([1, 2], from: noon - .seconds(86_400))
            try await bench.push()
            var cursor = try #require(try await bench.store.deliveries.cursor(ofReceiver: "test"))
            cursor.change += 1000
            try await bench.store.deliveries.record(cursor, ofReceiver: "test")
            try await bench.add([3], from: noon - .seconds(86_400) + quarter * 2)
            try await bench.push()
            #expect(try await bench.taken().values() == [1, 2, 3])
            #expect(bench.log.contains("the cursor is ahead of the store"), "\(bench.log)")
        }
    }

    @Test func aClockThatJumpsLosesNothing() async throws {
        try await PushBench.with { bench in
            try await bench.add([1], from: noon - .seconds(86_400))
            try await bench.push()
            // Ten years ahead, all readings would be too old.
            bench.now = noon + .seconds(3650 * 86_400)
            try await bench.add([2], from: noon - .seconds(86_400) + quarter)
            try await bench.push()
            #expect(try await bench.taken().values() == [1, 2])
            // Back again, and a year too far.
            bench.now = noon - .seconds(365 * 86_400)
            try await bench.add([3], from: noon - .seconds(86_400) + quarter * 2)
            try await bench.push()
            bench.now = noon
            try await bench.push()
            #expect(try await bench.taken().values() == [1, 2, 3])
            #expect(bench.log.contains("the clock was set back"), "\(bench.log)")
        }
    }

    @Test func aReceiverThatBeginsWhileTheClockIsAheadGetsEverything() async throws {
        try await PushBench.with { bench in
            try await bench.add([1], from: noon - .seconds(20 * 86_400))
            try await bench.add([2], from: noon - .seconds(86_400))
            bench.now = noon + .seconds(3650 * 86_400)
            try await bench.push()
            bench.now = noon
            try await bench.push()
            #expect(try await bench.taken().values() == [1, 2])
        }
    }

    @Test func aCursorThatWasMovedBackSendsFromThereAgain() async throws {
        try await PushBench.with { bench in
            try await bench.add([1, 2, 3, 4], from: noon - .seconds(86_400))
            try await bench.push()
            var cursor = try #require(try await bench.store.deliveries.cursor(ofReceiver: "test"))
            cursor.settled = noon - .seconds(86_400) + quarter * 2
            try await bench.store.deliveries.record(cursor, ofReceiver: "test")
            try await bench.push()
            #expect(try await bench.taken().requests.map(\.samples) == [8, 4])
        }
    }

    @Test func aStoreThatCannotBeWrittenIsWaitedForAndNothingIsLost() async throws {
        try await PushBench.with { bench in
            try await bench.add([1, 2], from: noon - .seconds(86_400))
            // Like a full disk, this still allows reading.
            try bench.reopen(
                after: """
                    CREATE TEMP TRIGGER full BEFORE INSERT ON main.receivers
                    BEGIN SELECT RAISE(FAIL, 'no room for the cursor'); END
                    """)
            try await bench.push(until: "it says so") {
                bench.log.contains("remote write waits for the store error=")
                    && bench.log.contains("no room for the cursor")
            }
            try bench.reopen()
            try await bench.push()
            #expect(try await bench.taken().values() == [1, 2])
            // Not at each try: deliveries are remembered until they can be stored.
            #expect(bench.log.ranges(of: "waits for the store").count == 1, "\(bench.log)")
        }
    }
}
