import Ground
import Metering
import ReadingStore
import Testing

/// The choice of the object with a meter's facts, and the facts shown.
struct FactsWriterTests {
    private let former = MeterFacts(customerNumber: "100001", installationNumber: "1", rateCode: "16A")
    private let present = MeterFacts(customerNumber: "100002", installationNumber: "2", rateCode: "25A")

    private func facts(_ store: ReadingStore) async throws -> MeterFacts? {
        try await store.readings.contents().meters.first?.facts
    }

    @Test func theNewestAnswerCountsWithWhatItLeavesOut() async throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        _ = try await store.recordTestPage(
            page(values: [1], facts: MeterFacts(customerNumber: "100001", rateCode: "E4", subscribedEffect: 50)))
        for customer in ["100001", "0000100001"] {
            let said = MeterFacts(customerNumber: customer, settlement: "FRB")
            _ = try await store.recordTestPage(page(values: [1], facts: said), at: hour)
            #expect(try await facts(store) == said)
        }
        // An answer without readings is one as well.
        let empty = MeterFacts(customerNumber: "100001", rateCode: "E5")
        _ = try await store.recordTestPage(page(values: [], facts: empty), at: 2 * hour)
        #expect(try await facts(store) == empty)
    }

    @Test func aCustomerWhoMovedOutGivesNoFacts() async throws {
        for objects in [
            [page(values: [], facts: former), page(values: [1], facts: present)],
            [page(values: [1], facts: present), page(values: [], facts: former)],
        ] {
            let temporary = try TemporaryStore()
            _ = try await temporary.store.recordTestPage(page(objects))
            #expect(try await facts(temporary.store) == present)
            let pages = try TemporaryStore()
            for (number, object) in (objects + objects).enumerated() {
                _ = try await pages.store.recordTestPage(object, at: Int64(number / 2) * hour)
            }
            #expect(try await facts(pages.store) == present)
        }
    }

    @Test func anOldWindowDoesNotReplaceNewerFacts() async throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        _ = try await store.recordTestPage(page(from: day, values: [1], facts: present))
        _ = try await store.recordTestPage(page(values: [1], facts: former), at: hour)
        #expect(try await facts(store) == present)
        // Nor do old facts of the same customer come back with it, in the same poll or another.
        let old = MeterFacts(customerNumber: "100002", rateCode: "16A")
        for now in [0, hour, 2 * hour] {
            _ = try await store.recordTestPage(page(values: [1], facts: old), at: now)
            #expect(try await facts(store) == present)
        }
        // The facts come from the customer with the newest readings.
        _ = try await store.recordTestPage(page(from: 2 * day, values: [1], facts: former), at: 3 * hour)
        #expect(try await facts(store) == former)
    }

    @Test func amongEqualAnswersTheConfigurationsOrderDecides() async throws {
        let hours = MeterFacts(customerNumber: "100001", settlement: "MAN")
        let quarters = MeterFacts(customerNumber: "100001", settlement: "FRB")
        for turned in [false, true] {
            let temporary = try TemporaryStore()
            var pages = [page(length: hour, values: [4], facts: hours), page(values: [1, 1, 1, 1], facts: quarters)]
            if turned { pages.reverse() }
            for poll in 0..<3 {
                for batch in pages { _ = try await temporary.store.recordTestPage(batch, at: Int64(poll) * hour) }
                #expect(try await facts(temporary.store) == quarters)
            }
        }
    }

    @Test func timeSeriesComeBeforeInvoicesWhichHaveTheProperty() async throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        let dates = Timestamp(milliseconds: 0)..<Timestamp(milliseconds: 31 * day)
        func invoice(_ facts: MeterFacts, at now: Int64) async throws {
            let invoice = Invoice(date: dates.lowerBound, value: 1, status: "")
            let statement = InvoiceStatement(
                meter: electricity, facts: facts, customerNumber: facts.customerNumber ?? "", kind: .energy,
                dates: dates, parts: [InvoicePart(unit: "kWh", invoice: invoice)])
            _ = try await store.invoices.replace([statement], group: "main", now: Timestamp(milliseconds: now))
        }
        var invoiced = MeterFacts(customerNumber: "100001", rateCode: "80A", property: "School")
        try await invoice(invoiced, at: 0)
        #expect(try await facts(store) == invoiced)
        _ = try await store.recordTestPage(page(values: [1], facts: present))
        var both = present
        both.property = "School"
        #expect(try await facts(store) == both)
        invoiced.property = nil
        try await invoice(invoiced, at: hour)
        #expect(try await facts(store) == present)
    }
}
