import Ground
import Metering
import ReadingStore
import Testing

/// Invoiced months in the store.
struct InvoiceRepositoryTests {
    private let september = Timestamp(utcYear: 2026, month: 9, day: 1)
    private let october = Timestamp(utcYear: 2026, month: 10, day: 1)
    private let november = Timestamp(utcYear: 2026, month: 11, day: 1)

    private func statement(
        _ parts: [(day: Int64, value: Double)], unit: String = "kWh", customer: String = "100001",
        effects: [InvoiceMaxEffect] = [], status: String = "Processed", month: Int64 = 9
    ) -> InvoiceStatement {
        let first = Timestamp(utcYear: 2026, month: month, day: 1)
        return InvoiceStatement(
            meter: electricity, facts: MeterFacts(customerNumber: customer, property: "School"),
            customerNumber: customer, kind: UnitKind(unit),
            dates: first..<Timestamp(utcYear: 2026, month: month + 1, day: 1),
            parts: parts.map { part in
                InvoicePart(
                    unit: unit,
                    invoice: Invoice(
                        date: Timestamp(utcYear: 2026, month: month, day: part.day), value: part.value,
                        status: status))
            }, effects: effects)
    }

    private func replace(_ store: ReadingStore, _ statements: InvoiceStatement...) async throws -> StoredCounts {
        try await store.invoices.replace(statements, group: "main", now: october).counts
    }

    @Test func aDeliveredMonthThatLostAllItsInvoicesIsCounted() async throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        _ = try await replace(store, statement([(1, 500), (15, 20)]))
        func record(_ change: Int64, _ settled: Timestamp, of name: String) async throws {
            let cursor = DeliveryCursor(change: 0, invoiceChange: change, settled: settled)
            try await store.deliveries.record(cursor, ofReceiver: name)
        }
        func withdrawn(_ name: String) async throws -> [String: Int] {
            try await store.deliveries.withdrawnReadings(ofReceiver: name)
        }
        // The first cursor is where a receiver began.
        for name in ["has", "behind", "early"] { try await record(0, september, of: name) }
        #expect(try await replace(store, statement([(1, 500)])).withdrawn == 1)
        let newest = try await store.deliveries.newestInvoiceChange()
        try await record(newest, november, of: "has")
        try await record(newest - 1, november, of: "behind")
        try await record(newest, september, of: "early")
        #expect(try await withdrawn("has") == [:])
        #expect(try await replace(store, statement([])).withdrawn == 1)
        #expect(try await withdrawn("has") == ["invoiced": 1])
        #expect(try await withdrawn("behind") == [:])
        #expect(try await withdrawn("early") == [:])
    }

    private func values(_ store: ReadingStore, unit: String = "kWh") async throws -> [Double] {
        try await store.invoices.stored(from: september).series.first { $0.id.unit == unit }?.invoices.map(\.value)
            ?? []
    }

    private func changes(_ store: ReadingStore) async throws -> [Int64] {
        try await store.deliveries.changedInvoices(from: september).flatMap(\.invoices).map(\.change)
    }

    @Test func equalInvoicesAreUnchangedAndDifferentOnesCorrections() async throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        #expect(
            try await replace(store, statement([(1, 100)]), statement([(1, 120)], month: 10)) == StoredCounts(new: 2))
        let before = try await changes(store)
        #expect(try await replace(store, statement([(1, 100)])) == StoredCounts(unchanged: 1))
        #expect(try await changes(store) == before)
        #expect(try await replace(store, statement([(1, 99)])) == StoredCounts(corrected: 1))
        // A status that changes alone is stored, and is no correction.
        #expect(try await replace(store, statement([(1, 99)], status: "Settled")) == StoredCounts(unchanged: 1))
        let stored = try await store.invoices.stored(from: september)
        #expect(stored.series.first?.invoices.map(\.status) == ["Settled", "Processed"])
        #expect(try await values(store) == [99, 120])
        #expect(try await changes(store) == [3, 2])
    }

    @Test func aRedatedInvoiceReplacesTheStoredOne() async throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        _ = try await replace(store, statement([(1, 500)]))
        #expect(try await replace(store, statement([(28, 480)])) == StoredCounts(corrected: 1))
        #expect(try await values(store) == [480])
    }

    @Test func unmentionedInvoicesStay() async throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        _ = try await replace(
            store, statement([(1, 100)]), statement([(1, 30)], unit: "m3"), statement([(20, 7)], customer: "100002"),
            statement([(1, 120)], month: 10))
        // Leading zeros of a customer number do not matter; another unit of the kind does not make a second invoice.
        #expect(
            try await replace(store, statement([(1, 0.1)], unit: "MWh", customer: "000100001"))
                == StoredCounts(corrected: 1))
        #expect(try await values(store) == [7, 120])
        #expect(try await values(store, unit: "MWh") == [0.1])
        #expect(try await values(store, unit: "m3") == [30])
    }

    @Test func partsOfOneDateAreAllKept() async throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        let parts = statement([(1, 500), (1, -500), (1, 480), (1, 480)])
        #expect(try await replace(store, parts) == StoredCounts(new: 4))
        #expect(try await replace(store, parts) == StoredCounts(unchanged: 4))
        #expect(try await values(store) == [500, -500, 480, 480])
        #expect(try await replace(store, statement([(1, 480)])) == StoredCounts(withdrawn: 3, unchanged: 1))
    }

    @Test func aMonthThatLosesAPartIsDeliveredAgain() async throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        _ = try await replace(store, statement([(1, 300)]), statement([(15, 200)], customer: "100002"))
        let newest = try await store.deliveries.newestInvoiceChange()
        #expect(try await replace(store, statement([], customer: "100002")) == StoredCounts(withdrawn: 1))
        #expect(try await changes(store) == [newest + 1])
        #expect(try await store.deliveries.newestInvoiceChange() == newest + 1)
    }

    @Test func changeNumbersRiseEvenIfTheNewestInvoiceWasRemoved() async throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        _ = try await replace(store, statement([(1, 100)]))
        _ = try await replace(store, statement([]))
        #expect(try await store.deliveries.newestInvoiceChange() == 1)
        _ = try await replace(store, statement([(1, 100)]))
        #expect(try await changes(store) == [2])
    }

    @Test func maxEffectsAreThoseOfTheirInvoices() async throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        func effect(_ value: Double, day: Int64) -> InvoiceMaxEffect {
            InvoiceMaxEffect(
                date: september,
                effect: MaxEffect(time: Timestamp(utcYear: 2026, month: 9, day: day), value: value, unit: "kW"))
        }
        _ = try await replace(store, statement([(1, 1)], effects: [effect(12, day: 3)]))
        _ = try await replace(
            store, statement([(1, 1)], effects: [effect(11, day: 4)]), statement([(1, 1)], unit: "m3"))
        let stored = try await store.invoices.stored(from: september).maxEffects
        #expect(stored == [.init(id: SeriesID(meter: electricity, unit: "kW"), effects: [effect(11, day: 4)])])
        _ = try await replace(store, statement([(1, 1)]))
        #expect(try await store.invoices.stored(from: september).maxEffects.isEmpty)
    }

    @Test func retentionKeepsInvoicesAndTheirMeters() async throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        _ = try await replace(store, statement([(1, 100)]))
        _ = try await store.readings.delete(before: november)
        #expect(try await values(store) == [100])
        #expect(try await store.readings.contents().meters.count == 1)
    }
}
