import Foundation
import GRDB
import Ground
import Metering
import TestSupport
import Testing

@testable import ReadingStore

struct CustomerRepositoryTests {
    private let heat = MeterID(meteringPoint: "735999000000000022", deliveryCategory: "FJV", microproduction: false)
    private let both = CustomerScope([.init(name: "main", numbers: ["100001", "100002"])])
    private let first = CustomerScope([.init(name: "main", numbers: ["100001"])])

    /// A meter of each of two customers.
    private func fill(_ store: ReadingStore) async throws {
        _ = try await store.recordTestPage(page(values: [1, 2, 3, 4]))
        _ = try await store.recordTestPage(
            page(of: heat, values: [5, 6], facts: MeterFacts(customerNumber: "0100002", property: "Secret house")))
        _ = try await store.invoices.replace(
            [
                InvoiceStatement(
                    meter: heat, facts: MeterFacts(customerNumber: "100002"), customerNumber: "100002", kind: .energy,
                    dates: Timestamp(milliseconds: 0)..<Timestamp(milliseconds: 31 * day),
                    parts: [
                        InvoicePart(
                            unit: "kWh", invoice: Invoice(date: Timestamp(milliseconds: day), value: 7, status: ""))
                    ])
            ], group: "main", now: Timestamp(milliseconds: 0))
    }

    private func served(_ store: ReadingStore) async throws -> [String] {
        try await store.readings.contents().served.series.map(\.id.meter.meteringPoint)
    }

    // MARK: Serving

    @Test func unconfiguredMetersAreNeitherServedNorDue() async throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        try await fill(store)
        #expect(try await store.customers.serve(both).isEmpty)
        #expect(try await served(store).count == 2)
        #expect(try await store.customers.serve(first) == [heat])
        #expect(try await served(store) == [electricity.meteringPoint])
        let past = Timestamp(milliseconds: 0)
        #expect(try await store.invoices.stored(from: past).series.isEmpty)
        #expect(try await store.deliveries.changedInvoices(from: past).isEmpty)
        #expect(try await store.testChanges().flatMap(\.values) == [1, 2, 3, 4])
        #expect(try await store.deliveries.seriesRows().map(\.id.meter) == [electricity])
        let backlog = try await store.deliveries.backlog(
            after: DeliveryCursor(change: 0, invoiceChange: 0, settled: Timestamp(milliseconds: .min)),
            DeliveryLimits(oldest: Timestamp(milliseconds: -1), settled: Timestamp(milliseconds: day)))
        #expect(backlog.readings == ["kWh": 4])
        // Nothing is lost: it comes back with the configuration, or with keep_unconfigured.
        #expect(try await store.customers.serve(both).isEmpty)
        #expect(try await served(store).count == 2)
        try await store.customers.serve(first)
        var keeping = first
        keeping.keepsUnconfigured = true
        #expect(try await store.customers.serve(keeping).isEmpty)
        #expect(try await served(store).count == 2)
    }

    @Test func aSubsidiaryOfARenamedGroupIsServedAfterTheNextPoll() async throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        let subsidiary = page(of: heat, values: [5], facts: MeterFacts(customerNumber: "200002"))
        _ = try await store.recordTestPage(subsidiary, group: "before")
        let renamed = CustomerScope([.init(name: "after", numbers: ["100001"])])
        #expect(try await store.customers.serve(renamed) == [heat])
        #expect(try await store.customers.find(.unconfigured, renamed).unclear == [heat])
        #expect(try await store.customers.find(.unconfigured, renamed).isEmpty)
        _ = try await store.recordTestPage(subsidiary, group: "after")
        #expect(try await served(store) == [heat.meteringPoint])
        #expect(try await store.customers.serve(renamed).isEmpty)
    }

    // MARK: Forgetting

    @Test func nothingOfACustomerIsLeftInTheFile() async throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        try await store.customers.serve(both)
        try await fill(store)
        try await store.marks.record(
            .refetched, endpoint: "timeseries", group: "100002", at: Timestamp(milliseconds: 1))
        let found = try await store.customers.find(.customer("0100002"), first)
        #expect(found.meters.map(\.id) == [heat])
        #expect(found.meters.map { [$0.readings, $0.invoices] } == [[2, 1]] && found.meters.allSatisfy(\.isWhole))
        #expect(found.meters[0].time == Timestamp(milliseconds: 0)..<Timestamp(milliseconds: 2 * quarter))
        try await store.customers.forget(.customer("0100002"), first)
        try await store.customers.compact()
        #expect(try await store.values() == [1, 2, 3, 4])
        for suffix in ["", "-wal"] {
            let bytes = (try? Data(contentsOf: URL(filePath: temporary.path + suffix))) ?? Data()
            for text in ["100002", heat.meteringPoint, "Secret house"] {
                #expect(bytes.range(of: Data(text.utf8)) == nil, "\(text) is in the file\(suffix)")
            }
        }
        #expect(try await store.customers.find(.customer("100002"), first).isEmpty)
    }

    @Test func noTableKeepsRowsOfAMeterThatWasForgotten() async throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        try await fill(store)
        try await store.customers.forget(.meteringPoint(heat.meteringPoint), first)
        try await store.pool.read { database in
            let tables = try String.fetchAll(
                database, sql: "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
            for table in tables {
                let columns = try database.columns(in: table).map(\.name)
                for (column, parent) in [("meter", "meters"), ("series", "series")] where columns.contains(column) {
                    let left = try Int.fetchOne(
                        database,
                        sql: "SELECT count(*) FROM \(table) WHERE \(column) NOT IN (SELECT id FROM \(parent))")
                    #expect(left == 0, "\(table)")
                }
            }
            #expect(tables.count > 10)
        }
    }

    @Test func aMeterThatChangedHandsKeepsThePartOfTheOtherCustomer() async throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        func record(_ values: [Double], from start: Int64, _ number: String) async throws {
            _ = try await store.recordTestPage(
                page(from: start, values: values, facts: MeterFacts(customerNumber: number)))
        }
        try await record([1, 2], from: 0, "100001")
        try await record([3, 4], from: 2 * quarter, "100002")
        let change = try await store.readings.contents().change
        let found = try await store.customers.find(.customer("100001"), CustomerScope([]))
        #expect(found.meters.map(\.isWhole) == [false] && found.meters[0].readings == 2)
        try await store.customers.forget(.customer("100001"), CustomerScope([]))
        #expect(try await store.values() == [3, 4])
        // Sums follow changes.
        let newest = try await store.readings.contents().change
        #expect(newest > change)
        #expect(
            try await store.readings.changedTime(after: change, upTo: newest).map(\.time)
                == [Timestamp(milliseconds: 0)..<Timestamp(milliseconds: 2 * quarter)])
        #expect(try await store.readings.meteringPointCounts(ofGroup: "main") == ["100002": 1])
    }

    @Test func aForgottenMeterIsAskedForAgainOnceConfigured() async throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        try await fill(store)
        let days = CivilDay(number: 0)..<CivilDay(number: 3)
        try await store.marks.recordAnswered(days, "question", at: Timestamp(milliseconds: 0))
        try await store.marks.recordFetched(days, "question", at: Timestamp(milliseconds: 0))
        try await store.customers.forget(.meteringPoint(heat.meteringPoint), first)
        #expect(try await store.marks.answeredDays("question").isEmpty)
        #expect(try await store.marks.fetchedDays("question").isEmpty)
    }

    // MARK: The API

    @Test func aStoreHoldsTheReadingsOfOneAPI() async throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        // A typing error can be corrected.
        try await store.claim(apiURL: "https://apo.example")
        try await store.claim(apiURL: "https://api.example")
        _ = try await store.recordTestPage(page(values: [1]))
        try await store.claim(apiURL: "https://api.example")
        let refusal = StoreError.otherAPI(
            path: temporary.path, stored: "https://api.example", asked: "http://127.0.0.1:8180")
        await #expect(throws: refusal) { try await store.claim(apiURL: "http://127.0.0.1:8180") }
        #expect(throws: refusal) { try StoreProbe.check(temporary.path, apiURL: "http://127.0.0.1:8180") }
        try await store.customers.forgetAPI()
        try await store.claim(apiURL: "http://127.0.0.1:8180")
    }
}
