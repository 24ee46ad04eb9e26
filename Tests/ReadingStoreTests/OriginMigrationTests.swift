import GRDB
import Ground
import Metering
import Testing

@testable import ReadingStore

/// Several spellings of a unit or meter in a store are merged into one.
struct OriginMigrationTests {
    private static let boiler = MeterID(
        meteringPoint: "735999000000000013", deliveryCategory: "EL", microproduction: false)
    private static let energy = SeriesID(meter: boiler, unit: "kWh")
    private static let first: Int64 = 1_795_392_000_000

    /// Opens a store of version 0.1.0 that was changed before.
    private func migrated(_ sql: String, _ body: (ReadingStore) async throws -> Void) async throws {
        let file = try WrittenStore("version-0.1.0")
        try file.execute(sql)
        try ReadingStore(path: file.path).close()
        let store = try ReadingStore(path: file.path)
        defer { store.close() }
        try await body(store)
        let faults = try await store.pool.read { try Row.fetchAll($0, sql: "PRAGMA foreign_key_check").count }
        #expect(faults == 0)
    }

    /// A series of the boiler in another spelling: a reading for a time that is stored too, and one that is not.
    private static let otherSpelling = """
        INSERT INTO series VALUES (8, 1, 'KWH ');
        INSERT INTO changes VALUES (15, 8, \(first), \(first + 100 * day));
        INSERT INTO readings VALUES (8, \(first), \(first + quarter), 77, 1, 15);
        INSERT INTO readings VALUES (8, \(first + 9 * day), \(first + 9 * day + quarter), 78, 1, 15);
        """

    @Test func seriesInTwoSpellingsAreMergedAndTheNewerValueWins() async throws {
        try await migrated(Self.otherSpelling) { store in
            let contents = try await store.readings.contents()
            #expect(contents.series.filter { $0.id.meter == Self.boiler }.map(\.id) == [Self.energy])
            let readings = try await store.allReadings(of: Self.energy)
            #expect(readings.count == 199)
            #expect(readings.first?.value == 77 && readings.last?.value == 78)
            // What moved is new to a receiver, whose series has another label; the rest is known.
            #expect(contents.change == 16)
            #expect(try await store.testChanges(after: 14).flatMap(\.values) == [77, 78])
        }
    }

    @Test func anOlderValueDoesNotWinByItsSpelling() async throws {
        let older = """
            UPDATE readings SET change = 0 WHERE series = 8; INSERT INTO changes VALUES (0, 8, 0, 1);
            """
        try await migrated(Self.otherSpelling + older) { store in
            let readings = try await store.allReadings(of: Self.energy)
            #expect(readings.first?.value == 2.148 && readings.last?.value == 78)
        }
    }

    @Test func theShorterReadingsOfTwoSpellingsAreKept() async throws {
        let hour = """
            INSERT INTO series VALUES (8, 1, 'kwh');
            INSERT INTO readings VALUES (8, \(Self.first), \(Self.first + hour), 77, 1, 15);
            INSERT INTO readings VALUES (8, \(Self.first + 20 * day), \(Self.first + 20 * day + hour), 78, 1, 15);
            """
        try await migrated(hour) { store in
            let readings = try await store.allReadings(of: Self.energy)
            #expect(readings.count == 199)
            #expect(readings.first?.value == 2.148 && readings.last?.value == 78)
            for (left, right) in zip(readings, readings.dropFirst()) { try #require(left.end <= right.start) }
        }
    }

    @Test func aSeriesInOneOtherSpellingGetsItsLabelAndNewChanges() async throws {
        try await migrated("UPDATE series SET unit = 'M³' WHERE id = 4") { store in
            let flow = SeriesID(
                meter: MeterID(
                    meteringPoint: "735999000000000037", deliveryCategory: "FJV", microproduction: false),
                unit: "m3")
            let readings = try await store.allReadings(of: flow)
            #expect(!readings.isEmpty)
            #expect(try await store.testChanges(after: 14).flatMap(\.values) == readings.map(\.value))
            #expect(try await store.readings.count() == 1386)
        }
    }

    @Test func metersThatDifferByBlanksAreOne() async throws {
        let blanks = """
            INSERT INTO meters VALUES (7, '735999000000000013 ', 'EL', 0, '100009', '9', 'X', 'Y', 'New name', 3);
            INSERT INTO series VALUES (8, 7, 'kWh');
            INSERT INTO readings VALUES (8, \(Self.first + 9 * day), \(Self.first + 9 * day + quarter), 78, 1, 15);
            INSERT INTO group_meters VALUES ('main', 7, 5), ('other', 7, 6);
            INSERT INTO max_effects VALUES (7, 'kW', 1, 2);
            INSERT INTO invoices VALUES (7, 'kWh', 1788220800000, 1, 1, 12), (7, 'KWH', 1793404800000, 2, 1, 13);
            """
        try await migrated(blanks) { store in
            let meters = try await store.readings.contents().meters
            #expect(meters.count == 6)
            // Its newest readings are those of the other row.
            let facts = meters.first { $0.id == Self.boiler }?.facts
            #expect(facts?.customerNumber == "100009" && facts?.property == "New name")
            #expect(try await store.allReadings(of: Self.energy).count == 199)
            let points = try await store.readings.meteringPoints(ofGroup: "other")
            #expect(points.contains("735999000000000013"))
            let invoices = try await store.invoices.stored(from: Timestamp(milliseconds: 0)).series
            #expect(invoices.first { $0.id == Self.energy }?.invoices.map(\.value) == [1, 2])
            #expect(try await store.deliveries.newestInvoiceChange() > 13)
        }
    }

    @Test func aMeterWhoseNameHasBlanksAloneIsNamedWithoutThem() async throws {
        try await migrated("UPDATE meters SET delivery_category = 'EL  ' WHERE id = 1") { store in
            let readings = try await store.allReadings(of: Self.energy)
            #expect(readings.count == 198)
            #expect(try await store.testChanges(after: 14).flatMap(\.values) == readings.map(\.value))
        }
    }

    @Test func statusesThatDifferByBlanksAreOne() async throws {
        let blanks = """
            INSERT INTO statuses VALUES (3, 'Processed '), (4, ' Odd');
            UPDATE readings SET status = 3 WHERE series = 1; UPDATE readings SET status = 4 WHERE series = 2;
            UPDATE invoices SET status = 3;
            """
        try await migrated(blanks) { store in
            let other = MeterID(
                meteringPoint: "735999000000000020", deliveryCategory: "EL", microproduction: false)
            #expect(Set(try await store.allReadings(of: Self.energy).map(\.status)) == ["Processed"])
            #expect(Set(try await store.allReadings(of: SeriesID(meter: other, unit: "kWh")).map(\.status)) == ["Odd"])
            let invoices = try await store.invoices.stored(from: Timestamp(milliseconds: 0)).series
            #expect(Set(invoices.flatMap(\.invoices).map(\.status)) == ["Processed"])
        }
    }

    @Test func anyNewAnswerReplacesOneOfUnknownOrigin() async throws {
        try await migrated("") { store in
            let facts = MeterFacts(customerNumber: "999999")
            let counts = try await store.recordTestPage(
                page(of: Self.boiler, from: Self.first, values: [2.148, 9], facts: facts))
            #expect(counts == StoredCounts(corrected: 1, unchanged: 1))
            #expect(try await store.allReadings(of: Self.energy).prefix(2).map(\.value) == [2.148, 9])
            // From then on its origin is known.
            let better = try await store.recordTestPage(page(of: Self.boiler, from: Self.first, values: [3]))
            #expect(better == StoredCounts(corrected: 1))
        }
    }

    @Test func aNewInvoiceReplacesOneStoredWithoutACustomer() async throws {
        try await migrated("") { store in
            let september = Timestamp(utcYear: 2026, month: 9, day: 1)
            let statement = InvoiceStatement(
                meter: Self.boiler, facts: MeterFacts(), customerNumber: "100007", kind: .energy,
                dates: september..<Timestamp(utcYear: 2026, month: 10, day: 1),
                parts: [InvoicePart(unit: "kWh", invoice: Invoice(date: september, value: 5, status: "Processed"))])
            let recorded = try await store.invoices.replace([statement], group: "main", now: september)
            #expect(recorded.counts == StoredCounts(corrected: 1))
            let invoices = try await store.invoices.stored(from: september).series
            #expect(invoices.first { $0.id == Self.energy }?.invoices.map(\.value) == [5])
        }
    }
}
