import GRDB
import Ground
import Metering
import Testing

@testable import ReadingStore

struct DeliveryRepositoryTests {
    private func cursor(_ change: Int64, _ invoiceChange: Int64, _ settled: Int64) -> DeliveryCursor {
        DeliveryCursor(
            change: change, invoiceChange: invoiceChange, settled: Timestamp(milliseconds: settled))
    }

    @Test func eachReceiverHasACursorOfItsOwn() async throws {
        let temporary = try TemporaryStore()
        let deliveries = temporary.store.deliveries
        try await deliveries.record(cursor(1, 2, 3), ofReceiver: "one")
        try await deliveries.record(cursor(4, 5, 6), ofReceiver: "two")
        try await deliveries.record(cursor(7, 8, 9), ofReceiver: "one")
        #expect(try await deliveries.cursor(ofReceiver: "one") == cursor(7, 8, 9))
        #expect(try await deliveries.cursor(ofReceiver: "two") == cursor(4, 5, 6))
        #expect(try await deliveries.cursor(ofReceiver: "three") == nil)
    }

    @Test func onlyLaterReadingsAreBeyondThePresentCursor() async throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        let settled = Timestamp(milliseconds: day)
        #expect(try await store.deliveries.presentCursor(settled: settled) == cursor(0, 0, day))
        _ = try await store.recordTestPage(page(values: [1]))
        // Also where the newest changes have been deleted.
        _ = try await store.readings.delete(before: settled)
        let present = try await store.deliveries.presentCursor(settled: settled)
        #expect(present == cursor(1, 0, day))
        _ = try await store.recordTestPage(page(from: day, values: [2]))
        #expect(try await store.testChanges(after: present.change) == [.init(number: 2, values: [2])])
    }

    @Test func theNewestEndIsThatOfAllSeries() async throws {
        let temporary = try TemporaryStore()
        #expect(try await temporary.store.deliveries.newestEnd() == nil)
        _ = try await temporary.store.recordTestPage(page(values: [1]))
        _ = try await temporary.store.recordTestPage(page(unit: "m3", values: [1, 2]))
        #expect(try await temporary.store.deliveries.newestEnd() == Timestamp(milliseconds: 2 * quarter))
    }

    @Test func theBacklogCountsWhatIsDueByUnit() async throws {
        let temporary = try TemporaryStore()
        _ = try await temporary.store.recordTestPage(page(values: [1, 2, 3, 4]))
        _ = try await temporary.store.recordTestPage(page(unit: "m3", values: [1, 2]))
        func backlog(_ cursor: DeliveryCursor) async throws -> Backlog {
            let limits = DeliveryLimits(
                oldest: Timestamp(milliseconds: quarter), settled: Timestamp(milliseconds: 3 * quarter))
            return try await temporary.store.deliveries.backlog(after: cursor, limits)
        }
        // All of the changes, and then those that become due with time.
        for cursor in [cursor(0, 0, 0), cursor(2, 0, 0)] {
            let backlog = try await backlog(cursor)
            #expect(backlog.readings == ["kWh": 2, "m3": 1])
            #expect(backlog.oldest == Timestamp(milliseconds: 2 * quarter))
        }
        #expect(try await backlog(cursor(2, 0, 3 * quarter)) == Backlog())
    }

    @Test func deliveredReadingsThatAreNoLongerStoredAreCounted() async throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        // It began with what ended after an hour, and has got all until three hours.
        try await store.deliveries.record(cursor(0, 0, hour), ofReceiver: "one")
        _ = try await store.recordTestPage(page(length: hour, values: [1, 2, 3, 4]))
        try await store.deliveries.record(cursor(1, 0, 3 * hour), ofReceiver: "one")
        try await store.deliveries.record(cursor(0, 0, 3 * hour), ofReceiver: "two")
        func withdrawn(_ name: String) async throws -> [String: Int] {
            try await store.deliveries.withdrawnReadings(ofReceiver: name)
        }
        func withdraw(_ number: Int64) async throws {
            let gone = Withdrawal(
                meter: electricity, unit: "kWh", start: number * hour, end: (number + 1) * hour)
            #expect(try await store.readings.withdraw([gone]) == 1)
        }
        for number in [Int64(0), 1, 3] { try await withdraw(number) }
        #expect(try await withdrawn("one") == ["kWh": 1])
        // A longer reading replaced by shorter ones counts; a corrected value does not.
        _ = try await store.recordTestPage(page(from: 2 * hour, values: [1, 1, 1, 1]))
        #expect(try await withdrawn("one") == ["kWh": 2])
        #expect(try await withdrawn("two") == [:])
        _ = try await store.recordTestPage(page(from: 2 * hour, values: [2]))
        #expect(try await withdrawn("one") == ["kWh": 2])
    }

    @Test func aReceiverBeginsAtItsFirstCursorUntilItIsMovedBack() async throws {
        let temporary = try TemporaryStore()
        let deliveries = temporary.store.deliveries
        func beginning(_ name: String) throws -> Timestamp? {
            let reader = try #require(try StoreReader(path: temporary.store.path))
            defer { reader.close() }
            return try reader.beginning(ofReceiver: name)
        }
        try await deliveries.record(cursor(1, 0, 5 * hour), ofReceiver: "one")
        try await deliveries.record(cursor(2, 0, 9 * hour), ofReceiver: "one")
        #expect(try beginning("one") == Timestamp(milliseconds: 5 * hour))
        #expect(try beginning("two") == nil)
        for (time, expected) in [(7, 5), (3, 3), (4, 3)] as [(Int64, Int64)] {
            try await deliveries.moveBack(
                cursor(2, 0, time * hour), ofReceiver: "one", beginning: Timestamp(milliseconds: time * hour))
            #expect(try await deliveries.cursor(ofReceiver: "one") == cursor(2, 0, time * hour))
            #expect(try beginning("one") == Timestamp(milliseconds: expected * hour))
        }
    }

    // MARK: Samples that are set aside

    private func place(_ end: Int64, _ unit: String = "kWh", _ family: String = "f") -> SamplePlace {
        SamplePlace(
            family: family, id: SeriesID(meter: electricity, unit: unit), end: Timestamp(milliseconds: end))
    }

    @Test func eachReceiverHasSamplesSetAsideOfItsOwn() async throws {
        let temporary = try TemporaryStore()
        let deliveries = temporary.store.deliveries
        _ = try await temporary.store.recordTestPage(page(values: [1, 2]))
        let now = Timestamp(milliseconds: day)
        let samples = [place(quarter), place(2 * quarter), place(quarter, "m3"), place(quarter, "kWh", "g")].map {
            SetAsideSample(place: $0, tries: 1, nextTry: now + .minutes(1), now: now)
        }
        for sample in samples { try await deliveries.record(sample, ofReceiver: "one") }
        try await deliveries.record(samples[0], ofReceiver: "two")
        func stored(_ name: String) async throws -> [SetAsideSample] {
            try await deliveries.setAsideSamples(ofReceiver: name)
        }
        #expect(Set(try await stored("one").map(\.place)) == Set(samples.map(\.place)))
        try await deliveries.remove(samples[0].place, ofReceiver: "one")
        #expect(try await stored("one").count == 3)
        #expect(try await stored("two") == [samples[0]])
        // A sample of an unknown meter, or of one no longer known, is useless.
        var foreign = samples[0]
        foreign.place.id.meter.meteringPoint = "735999000000000099"
        try await deliveries.record(foreign, ofReceiver: "two")
        #expect(try await stored("two").count == 1)
    }

    @Test func aSampleOfAMeterThatIsNotServedWaitsUntilItIs() async throws {
        let temporary = try TemporaryStore()
        let deliveries = temporary.store.deliveries
        _ = try await temporary.store.recordTestPage(page(values: [1]))
        let now = Timestamp(milliseconds: day)
        let sample = SetAsideSample(place: place(quarter), nextTry: now, now: now)
        try await deliveries.record(sample, ofReceiver: "one")
        for (isServed, expected) in [(0, []), (1, [sample])] {
            try await temporary.store.pool.write { try $0.execute(sql: "UPDATE meters SET is_served = \(isServed)") }
            #expect(try await deliveries.setAsideSamples(ofReceiver: "one") == expected)
        }
    }

    @Test func timeInWhichOthersAreAcceptedAddsUpInStoreAndSample() async throws {
        let temporary = try TemporaryStore()
        let deliveries = temporary.store.deliveries
        _ = try await temporary.store.recordTestPage(page(values: [1]))
        let now = Timestamp(milliseconds: day)
        var sample = SetAsideSample(place: place(quarter), nextTry: now, now: now)
        try await deliveries.record(sample, ofReceiver: "one")
        func check(_ served: Duration) async throws {
            #expect(sample.served == served)
            #expect(try await deliveries.setAsideSamples(ofReceiver: "one") == [sample])
        }
        // From one delivery to the next, but not what is too long to say anything, nor with a clock that is put back.
        for (hours, served) in [(1, 1), (25, 25), (51, 25), (40, 25), (41, 26)] {
            sample.recordOthersTaken(at: now + .hours(hours))
            try await deliveries.recordOthersTaken(at: now + .hours(hours), ofReceiver: "one")
            try await check(.hours(served))
        }
        sample.recordAway()
        try await deliveries.recordAway(ofReceiver: "one")
        for (hours, served) in [(50, 26), (51, 27)] {
            sample.recordOthersTaken(at: now + .hours(hours))
            try await deliveries.recordOthersTaken(at: now + .hours(hours), ofReceiver: "one")
            try await check(.hours(served))
        }
    }

    @Test func aReadingIsFoundByTheEndOfItsPeriod() async throws {
        let temporary = try TemporaryStore()
        let deliveries = temporary.store.deliveries
        _ = try await temporary.store.recordTestPage(page(values: [1, 2, 3]))
        func values(_ end: Int64, _ unit: String = "kWh") async throws -> [Double] {
            let id = SeriesID(meter: electricity, unit: unit)
            return try await deliveries.reading(of: id, endingAt: Timestamp(milliseconds: end)).values
        }
        #expect(try await values(2 * quarter) == [2])
        #expect(try await values(3 * quarter) == [3])
        for end in [0, 2 * quarter - 1, 4 * quarter] { #expect(try await values(end) == []) }
        #expect(try await values(quarter, "m3") == [])
    }
}
