import Configuration
import Ground
import Metering
import ReadingStore
import Synchronization
import Testing

@testable import Polling

/// Readings that are withdrawn by a null.
struct WithdrawalTests {
    private static let today = Timestamp(utcYear: 2026, month: 10, day: 20)
    private static let spike = today - .hours(30)

    private static func page(_ request: ScriptedAPI.Request, _ value: @escaping (Timestamp) -> Double?) -> [String] {
        Body.hours(request.window, until: today - .days(1)) { $0 == spike ? nil : 1 }
            + (request.window.contains(spike) ? [Body.reading(spike, value(spike))] : [])
    }

    @Test func aNullWithdrawsTheValueOfThatPeriodAndAValueBringsItBack() async throws {
        let turn = Turn()
        let bench = try ScriptBench { request in
            Body.page(Body.object(Self.page(request) { _ in turn.value == 1 ? nil : 99 }))
        }
        _ = await bench.poll()
        #expect(try await bench.stored().contains { $0.value == 99 })
        turn.next()
        let outcome = await bench.poll()
        #expect(outcome.counts.stored.withdrawn == 1 && outcome.findings[.withdrawn] == 1)
        #expect(try await !bench.stored().contains { $0.value == 99 })
        // Named again without a value it is withdrawn already.
        #expect(await bench.poll().counts.stored.withdrawn == 0)
        turn.next()
        #expect(await bench.poll().counts.stored.corrected == 1)
        #expect(try await bench.stored().contains { $0.value == 99 })
    }

    @Test func anAbsentReadingStays() async throws {
        let turn = Turn()
        let bench = try ScriptBench { request in
            Body.page(
                Body.object(
                    Body.hours(request.window, until: Self.today - .days(1)) {
                        $0 == Self.spike && turn.value > 0 ? nil : 1
                    }))
        }
        _ = await bench.poll()
        let before = try await bench.stored().count
        turn.next()
        #expect(await bench.poll().counts.stored.withdrawn == 0)
        #expect(try await bench.stored().count == before)
    }

    @Test(arguments: [true, false])
    func theValueOfAnotherObjectKeepsTheTime(_ nullFirst: Bool) async throws {
        let turn = Turn()
        let bench = try ScriptBench { request in
            let null = Body.object(Self.page(request) { _ in turn.value == 0 ? 5 : nil }, settlement: "A")
            let value = Body.object(Self.page(request) { _ in 7 }, settlement: "B")
            return nullFirst ? Body.page(null, value) : Body.page(value, null)
        }
        _ = await bench.poll()
        turn.next()
        #expect(await bench.poll().counts.stored.withdrawn == 0)
    }

    @Test func readingsOfAGroupThatDidNotAnswerAreNotWithdrawn() async throws {
        let turn = Turn()
        let bench = try ScriptBench { request in
            if request.numbers == ["100002"] {
                return turn.value == 1
                    ? ScriptedAPI.Answer(status: 500)
                    : Body.page(Body.object(Self.page(request) { _ in 7 }, customer: "100002"))
            }
            return Body.page(Body.object(Self.page(request) { _ in nil }))
        }
        bench.configuration.customers.append(ScriptBench.group("second", ["100002"]))
        _ = await bench.poll()
        #expect(try await bench.stored().contains { $0.value == 7 })
        turn.next()
        _ = await bench.poll()
        #expect(try await bench.stored().contains { $0.value == 7 })
        // One that has been silent for more than a week is not waited for.
        bench.now = bench.now + .days(6)
        _ = await bench.poll()
        #expect(try await bench.stored().contains { $0.value == 7 })
        bench.now = bench.now + .days(2)
        let outcome = await bench.poll()
        #expect(outcome.counts.stored.withdrawn == 1)
        #expect(try await !bench.stored().contains { $0.value == 7 })
    }

    // MARK: Claims

    private let meter = ScriptBench.meter

    private func batch(_ unit: String, values: [Range<Int64>], nulls: [Range<Int64>]) -> ReadingBatch {
        ReadingBatch(
            sources: [ReadingSource(meter: meter)],
            series: [
                SeriesColumns(
                    source: 0, unit: unit,
                    readings: ReadingColumns(
                        starts: values.map(\.lowerBound), ends: values.map(\.upperBound), values: values.map { _ in 1 },
                        statuses: values.map { _ in 0 }),
                    withdrawals: ReadingPeriods(starts: nulls.map(\.lowerBound), ends: nulls.map(\.upperBound)))
            ], statuses: [""])
    }

    private func settled(_ pages: [ReadingBatch]) -> [Range<Int64>] {
        var claims = WithdrawalClaims()
        for page in pages { claims.add(page, group: 0) }
        return claims.settled(of: 0, []).map { $0.start..<$0.end }
    }

    @Test func aValueForPartOfTheTimeCountsWhateverTheOrderOfThePages() {
        let null = batch("kWh", values: [], nulls: [0..<60, 60..<120])
        let quarter = batch("kWh", values: [45..<60], nulls: [])
        #expect(settled([null, quarter]) == [60..<120])
        #expect(settled([quarter, null]) == [60..<120])
        #expect(settled([null, batch("kWh", values: [180..<240, 45..<75], nulls: [])]) == [])
    }

    @Test func onlyValuesOfTheSameKindCount() {
        let null = batch("kWh", values: [], nulls: [0..<60])
        #expect(settled([null, batch("m3", values: [0..<60], nulls: [])]) == [0..<60])
        #expect(settled([null, batch("MWh", values: [0..<60], nulls: [])]) == [])
        #expect(settled([null, batch("", values: [0..<60], nulls: [])]) == [])
        #expect(settled([batch("", values: [], nulls: [0..<60]), batch("m3", values: [0..<60], nulls: [])]) == [])
    }

    @Test func aPeriodNamedTwiceIsWithdrawnOnce() {
        let null = batch("kWh", values: [], nulls: [0..<60])
        #expect(settled([null, null]) == [0..<60])
    }
}

/// The number of a poll, which a script reads.
final class Turn: Sendable {
    private let state = Mutex(0)
    var value: Int { state.withLock { $0 } }
    func next() { state.withLock { $0 += 1 } }
}
