import GRDB
import Ground
import Metering
import Testing

@testable import ReadingStore

/// Invoiced months in the store.
@Suite struct InvoiceRepositoryTests {
    private let september = Timestamp(utcYear: 2026, month: 9, day: 1)
    private let october = Timestamp(utcYear: 2026, month: 10, day: 1)

    private func page(
        _ invoices: [Invoice], unit: String = "kWh", facts: MeterFacts = MeterFacts(customerNumber: "100001"),
        maxEffects: [InvoiceMaxEffect] = []
    ) -> InvoiceBatch {
        InvoiceBatch(sources: [
            InvoiceSource(
                meter: electricity, facts: facts, series: [InvoiceSeries(unit: unit, invoices: invoices)],
                maxEffects: maxEffects)
        ])
    }

    private func invoice(_ date: Timestamp, _ value: Double, _ status: String = "Processed") -> Invoice {
        Invoice(date: date, value: value, status: status)
    }

    private func store(_ store: ReadingStore, _ batch: InvoiceBatch, at now: Timestamp? = nil) async throws
        -> StoredCounts
    {
        try await store.invoices.record(batch, group: "main", now: now ?? october)
    }

    @Test func whatComesAgainIsUnchangedAndWhatDiffersCorrects() async throws {
        let temporary = try TemporaryStore()
        let invoices = [invoice(september, 100), invoice(october, 120, "Preliminary")]
        #expect(try await store(temporary.store, page(invoices)) == StoredCounts(new: 2))
        #expect(try await store(temporary.store, page(invoices)) == StoredCounts(unchanged: 2))
        // A status that changes alone is stored, and is no correction.
        let settled = [invoice(september, 99), invoice(october, 120)]
        #expect(try await store(temporary.store, page(settled)) == StoredCounts(corrected: 1, unchanged: 1))
        let stored = try await temporary.store.invoices.stored(from: september)
        #expect(stored.series == [.init(id: electricityEnergy, invoices: settled)])
    }

    @Test func anInvoiceThatStaysAwayIsKept() async throws {
        let temporary = try TemporaryStore()
        _ = try await store(temporary.store, page([invoice(september, 100), invoice(october, 120)]))
        _ = try await store(temporary.store, page([invoice(october, 120)]))
        #expect(try await temporary.store.invoices.stored(from: september).series.first?.invoices.count == 2)
        #expect(try await temporary.store.invoices.stored(from: october).series.first?.invoices.count == 1)
    }

    @Test func maxEffectsAreThoseOfTheirInvoices() async throws {
        let temporary = try TemporaryStore()
        func effect(_ value: Double, day: Int64) -> InvoiceMaxEffect {
            InvoiceMaxEffect(
                date: september,
                effect: MaxEffect(time: Timestamp(utcYear: 2026, month: 9, day: day), value: value, unit: "kW"))
        }
        _ = try await store(temporary.store, page([invoice(september, 1)], maxEffects: [effect(12, day: 3)]))
        _ = try await store(temporary.store, page([invoice(september, 1)], maxEffects: [effect(11, day: 4)]))
        let stored = try await temporary.store.invoices.stored(from: september).maxEffects
        #expect(stored == [.init(id: SeriesID(meter: electricity, unit: "kW"), effects: [effect(11, day: 4)])])
    }

    @Test func theFactsOfAnInvoiceReachTheMeter() async throws {
        let temporary = try TemporaryStore()
        let facts = MeterFacts(customerNumber: "100001", property: "Boiler house")
        _ = try await store(temporary.store, page([invoice(september, 1)], facts: facts))
        #expect(try await temporary.store.readings.contents().meters.map(\.facts) == [facts])
        // Other units of one meter are series of their own.
        _ = try await store(temporary.store, page([invoice(september, 0.001)], unit: "MWh"))
        #expect(try await temporary.store.invoices.stored(from: september).series.map(\.id.unit) == ["MWh", "kWh"])
    }

    @Test func retentionKeepsInvoicesAndTheirMeters() async throws {
        let temporary = try TemporaryStore()
        _ = try await store(temporary.store, page([invoice(september, 100)]), at: september)
        _ = try await temporary.store.readings.delete(before: october)
        #expect(
            try await temporary.store.invoices.stored(from: september).series.first?.invoices == [
                invoice(september, 100)
            ])
        #expect(try await temporary.store.readings.contents().meters.count == 1)
    }

    @Test func eachNewOrCorrectedInvoiceGetsAHigherNumber() async throws {
        let temporary = try TemporaryStore()
        _ = try await store(temporary.store, page([invoice(september, 100), invoice(october, 120)]))
        _ = try await store(temporary.store, page([invoice(september, 101)]))
        let numbers = try await temporary.store.pool.read { database in
            try Int64.fetchAll(database, sql: "SELECT change FROM invoices ORDER BY date")
        }
        #expect(numbers == [3, 2])
    }
}
