import Configuration
import Ground
import Metering
import ReadingStore
import Testing

@testable import Polling

/// Invoices, from the API's answers to the store.
struct InvoiceReplacementTests {
    private static let september = Timestamp(utcYear: 2026, month: 9, day: 1)
    private static let late = Timestamp(utcYear: 2026, month: 9, day: 28)

    private func stored(_ bench: ScriptBench) async throws -> [Double] {
        try await bench.store.invoices.stored(from: Timestamp(milliseconds: 0)).series.flatMap {
            $0.invoices.map(\.value)
        }
    }

    @Test func aRedatedInvoiceReplacesTheOldOne() async throws {
        let turn = Turn()
        let bench = try ScriptBench { _ in
            Body.page(
                Body.object([turn.value == 0 ? Body.invoice(Self.september, 500) : Body.invoice(Self.late, 480)]))
        }
        _ = await bench.poll(.invoiced)
        turn.next()
        let outcome = await bench.poll(.invoiced)
        #expect(try await stored(bench) == [480])
        #expect(outcome.counts.stored.corrected == 1)
        #expect(await bench.poll(.invoiced).counts.stored.unchanged == 1)
    }

    @Test func creditsAreAdded() async throws {
        let bench = try ScriptBench { _ in
            Body.page(
                Body.object([
                    Body.invoice(Self.september, 500), Body.invoice(Self.september, -500, status: "Credited"),
                    Body.invoice(Self.september, 480),
                ]))
        }
        for _ in 0..<2 {
            _ = await bench.poll(.invoiced)
            #expect(try await stored(bench).reduce(0, +) == 480)
        }
    }

    @Test func aNullRemovesAndAMonthThatIsNotNamedStays() async throws {
        let turn = Turn()
        let august = Timestamp(utcYear: 2026, month: 8, day: 1)
        let bench = try ScriptBench { _ in
            Body.page(
                Body.object(
                    turn.value == 0
                        ? [Body.invoice(august, 300), Body.invoice(Self.september, 500)]
                        : [Body.invoice(Self.september, nil)]))
        }
        _ = await bench.poll(.invoiced)
        turn.next()
        let outcome = await bench.poll(.invoiced)
        #expect(try await stored(bench) == [300])
        #expect(outcome.counts.stored.withdrawn == 1)
    }

    @Test func afterAFailedRequestNothingIsRemovedOrCountedTwice() async throws {
        let turn = Turn()
        let bench = try ScriptBench { request in
            if request.offset != nil { return ScriptedAPI.Answer(status: 500) }
            switch turn.value {
            case 0: return Body.page(Body.object([Body.invoice(Self.september, 500)]))
            // Redated, or a part of the month: only the second page tells.
            case 1: return Body.page(Body.object([Body.invoice(Self.late, 480)]), next: "1")
            case 2: return Body.page(Body.object([Body.invoice(Self.september, 490)]), next: "1")
            default: return Body.page(Body.object([Body.invoice(Self.late, 480)]))
            }
        }
        for expected in [[500.0], [500], [490], [480]] {
            let outcome = await bench.poll(.invoiced)
            #expect(outcome.isSuccess == [0, 3].contains(turn.value))
            #expect(try await stored(bench) == expected)
            turn.next()
        }
    }

    @Test func aGroupThatFailsDoesNotLetAnotherCountItsMonthTwice() async throws {
        let turn = Turn()
        let bench = try ScriptBench { request in
            if request.numbers == ["100001"], turn.value == 1 { return ScriptedAPI.Answer(status: 500) }
            return Body.page(
                Body.object([Body.invoice(Self.september, 500)], customer: request.numbers.first ?? ""))
        }
        bench.configuration.customers.append(ScriptBench.group("second", ["100002"]))
        for _ in 0..<3 {
            _ = await bench.poll(.invoiced)
            #expect(try await stored(bench) == [500])
            turn.next()
        }
    }
}
