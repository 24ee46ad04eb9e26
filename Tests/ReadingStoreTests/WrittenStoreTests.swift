import Foundation
import GRDB
import Ground
import Metering
import TestSupport
import Testing

@testable import ReadingStore

/// Stores written by released versions open with all their data, now and after every later migration.
///
/// `Tests/Fixtures/store` says how they were made.
struct WrittenStoreTests {
    private static let boiler = MeterID(
        meteringPoint: "735999000000000013", deliveryCategory: "EL", microproduction: false)
    private static let heat = MeterID(
        meteringPoint: "735999000000000037", deliveryCategory: "FJV", microproduction: false)
    private static let school = MeterID(
        meteringPoint: "735999000000000051", deliveryCategory: "EL", microproduction: false)

    /// A reading as this file lists it.
    private func reading(_ start: Int64, _ value: Double, _ status: String = "Processed") -> Reading {
        Reading(
            start: Timestamp(milliseconds: start), end: Timestamp(milliseconds: start + quarter), value: value,
            status: status)
    }

    @Test func everyReadingIsThere() async throws {
        try await WrittenStore.with("version-0.1.0") { store, written in
            let contents = try await store.readings.contents()
            #expect(try await store.readings.count() == 1386)
            #expect(contents.series.count == 7)
            #expect(contents.change == 14)
            var sums: [String: Double] = [:]
            for series in contents.series {
                let readings = try await store.allReadings(of: series.id)
                #expect(try readings == written.readings(of: series.id))
                #expect(readings.last == series.newest)
                let meter = series.id.meter
                let key = "\(meter.meteringPoint.suffix(3)) \(meter.deliveryCategory) \(series.id.unit)"
                sums[meter.microproduction ? key + " fed in" : key] =
                    (readings.reduce(0) { $0 + $1.value } * 1000).rounded() / 1000
            }
            #expect(
                sums == [
                    "013 EL kWh": 1200.382, "020 EL kWh": 48.74, "037 FJV kWh": 4457.173, "037 FJV m3": 109.247,
                    "044 EL kWh": 69.86, "051 EL kWh": 1551.12, "051 EL kWh fed in": 38.558,
                ])
            let electricity = try await store.allReadings(of: SeriesID(meter: Self.boiler, unit: "kWh"))
            #expect(electricity.count == 198)
            #expect(electricity.first == reading(1_795_392_000_000, 2.148))
            #expect(electricity.contains(reading(1_795_446_000_000, 8.078, "Estimated")))
            let flow = try await store.allReadings(of: SeriesID(meter: Self.heat, unit: "m3"))
            #expect(flow.prefix(2) == [reading(1_795_392_000_000, 0.457), reading(1_795_392_900_000, 0.469)])
        }
    }

    @Test func everyMeterIsThere() async throws {
        try await WrittenStore.with("version-0.1.0") { store, _ in
            let meters = try await store.readings.contents().meters
            #expect(meters.count == 6)
            let school = try #require(meters.first { $0.id == Self.school })
            #expect(
                school.facts
                    == MeterFacts(
                        customerNumber: "100002", installationNumber: "4000005", settlement: "FRB", rateCode: "80A",
                        property: "School", subscribedEffect: 63))
            // A MaxEffect belongs to a reading now, and comes again with it.
            #expect(school.maxEffects.isEmpty)
            let heat = try #require(meters.first { $0.id == Self.heat })
            #expect(
                heat.facts
                    == MeterFacts(
                        customerNumber: "100001", installationNumber: "4000003", settlement: "", rateCode: "",
                        property: "District heating", subscribedEffect: 180))
            let points = try await store.readings.meteringPoints(ofGroup: "main")
            #expect(points == ["735999000000000013", "735999000000000020", "735999000000000037"])
        }
    }

    @Test func everyInvoiceIsThere() async throws {
        try await WrittenStore.with("version-0.1.0") { store, _ in
            let invoices = try await store.invoices.stored(from: Timestamp(milliseconds: 0))
            #expect(invoices.series.reduce(0) { $0 + $1.invoices.count } == 11)
            #expect(invoices.maxEffects.reduce(0) { $0 + $1.effects.count } == 6)
            let september = Timestamp(milliseconds: 1_788_220_800_000)
            let october = Timestamp(milliseconds: 1_790_812_800_000)
            #expect(
                invoices.series.first { $0.id.meter == Self.heat }?.invoices == [
                    Invoice(date: september, value: 20_382.515, status: "Processed"),
                    Invoice(date: october, value: 37_365.581, status: "Processed"),
                ])
            #expect(
                invoices.maxEffects.first { $0.id.meter == Self.boiler }?.effects.first
                    == InvoiceMaxEffect(
                        date: september,
                        effect: MaxEffect(
                            time: Timestamp(milliseconds: 1_790_586_000_000), value: 50.592, unit: "kW")))
        }
    }

    @Test func everyCursorIsThereAndNoDeliveredReadingIsDue() async throws {
        try await WrittenStore.with("version-0.1.0") { store, _ in
            let pushed = DeliveryCursor(
                change: 14, invoiceChange: 11, settled: Timestamp(milliseconds: 1_795_671_761_598))
            var movedBack = pushed
            movedBack.settled = Timestamp(milliseconds: 1_795_474_800_000)
            #expect(try await store.deliveries.cursor(ofReceiver: "prometheus") == pushed)
            #expect(try await store.deliveries.cursor(ofReceiver: "archive") == movedBack)
            #expect(try await store.deliveries.presentCursor(settled: pushed.settled) == pushed)
            let limits = DeliveryLimits(oldest: Timestamp(milliseconds: 0), settled: pushed.settled)
            #expect(try await store.deliveries.backlog(after: pushed, limits) == Backlog())
            let again = try await store.deliveries.backlog(after: movedBack, limits)
            #expect(again.readings == ["kWh": 627, "m3": 115])
            // The next change is a new one for both.
            _ = try await store.recordTestPage(page(of: Self.heat, from: 1_795_665_600_000, values: [1]))
            #expect(try await store.testChanges(after: 14) == [.init(number: 15, values: [1])])
        }
    }

    @Test func everyMarkAndFetchedDayIsThere() async throws {
        try await WrittenStore.with("version-0.1.0") { store, _ in
            func time(_ mark: Mark, _ endpoint: String, _ group: String = "") async throws -> Int64? {
                try await store.marks.time(of: mark, endpoint: endpoint, group: group)?.milliseconds
            }
            #expect(try await time(.succeeded, "invoiced") == 1_795_671_761_609)
            #expect(try await time(.succeeded, "timeseries") == 1_795_671_761_614)
            for group in ["main", "other"] {
                #expect(try await time(.gapsChecked, "timeseries", group) == 1_795_671_761_598)
                #expect(try await time(.refetched, "timeseries", group) == 1_795_671_761_598)
            }
            let asked = Timestamp(milliseconds: 1_795_671_760_521)
            let days = try await store.marks.fetchedDays("13f733b5b6860e59")
            #expect(days.map { "\($0.key)" }.sorted() == ["2026-11-23", "2026-11-24"])
            #expect(days.values.allSatisfy { $0 == asked })
            // They were kept among the marks.
            let endpoints = try await store.pool.read {
                try String.fetchAll($0, sql: "SELECT DISTINCT endpoint FROM marks ORDER BY endpoint")
            }
            #expect(endpoints == ["invoiced", "timeseries"])
        }
    }

    @Test func aPageThatWasReadBeforeIsKnown() async throws {
        try await WrittenStore.with("version-0.1.0") { store, _ in
            let again = page(of: Self.heat, unit: "m3", from: 1_795_392_000_000, values: [0.457, 0.469])
            let counts = try await store.recordTestPage(again)
            #expect(counts == StoredCounts(unchanged: 2))
            #expect(try await store.readings.count() == 1386)
        }
    }

    @Test func aReaderWaitsForServeToBringItUpToDate() async throws {
        let file = try WrittenStore("version-0.1.0")
        #expect {
            _ = try StoreReader(path: file.path)
        } throws: { error in
            "\(error)" == "the store \(file.path) failed: it is from an older version of the exporter. "
                + "Start serve once to bring it up to date"
        }
        try ReadingStore(path: file.path).close()
        let reader = try #require(try StoreReader(path: file.path))
        defer { reader.close() }
        #expect(try reader.series().count == 7)
        #expect(try reader.invoiceSeries().count == 6)
    }

    @Test func aStoreOpenedByANewerProgramIsRefused() throws {
        let file = try WrittenStore("version-0.1.0")
        try file.execute("INSERT INTO grdb_migrations VALUES ('99 something of the future')")
        #expect(throws: StoreError.newer(path: file.path)) { try ReadingStore(path: file.path).close() }
        #expect(throws: StoreError.newer(path: file.path)) { try StoreReader(path: file.path)?.close() }
    }
}
