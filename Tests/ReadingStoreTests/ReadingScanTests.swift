import GRDB
import Ground
import Metering
import Testing

@testable import ReadingStore

/// Following changes, and reading them again.
struct ReadingScanTests {
    private let heat = MeterID(meteringPoint: "735999000000000022", deliveryCategory: "FJV", microproduction: false)

    private func time(_ start: Int64, _ end: Int64) -> Range<Timestamp> {
        Timestamp(milliseconds: start)..<Timestamp(milliseconds: end)
    }

    private func stretch(_ meter: MeterID, _ kind: UnitKind, _ start: Int64, _ end: Int64) -> CourseStretch {
        CourseStretch(CourseID(meter: meter, kind: kind), time(start, end))
    }

    /// The first quarters of time, one stretch each.
    private func quarters(_ count: Int64) -> [CourseStretch] {
        (0..<count).map { stretch(electricity, .energy, $0 * quarter, ($0 + 1) * quarter) }
    }

    private func scanned(
        _ store: ReadingStore, _ stretches: [CourseStretch]
    ) async throws -> [Int: [String: ReadingColumns]] {
        try await store.readings.scan(stretches, into: [:]) { found, place, series in
            found[place] = Dictionary(uniqueKeysWithValues: series.map { ($0.unit, $0.readings) })
        }
    }

    private func changes(_ store: ReadingStore, after number: Int64) async throws -> [ChangedTime] {
        try await store.readings.changedTime(after: number, upTo: .max)
    }

    @Test func aChangeKnowsTheTimeThatItTouched() async throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        #expect(try await store.deliveries.newestChange() == 0)
        _ = try await store.recordTestPage(page(from: day, values: [1, 2, 3]))
        let first = try await store.readings.contents().change
        let touched = ChangedTime(series: electricityEnergy, time: time(day, day + 3 * quarter))
        #expect(try await changes(store, after: 0) == [touched])
        #expect(try await store.deliveries.newestChange() == first)
        // A repeated reading is not a change; a corrected one is.
        _ = try await store.recordTestPage(page(from: day, values: [1, 5, 3]))
        let second = try await store.readings.contents().change
        #expect(
            try await changes(store, after: first) == [
                ChangedTime(series: electricityEnergy, time: time(day + quarter, day + 2 * quarter))
            ])
        #expect(try await changes(store, after: second).isEmpty)
        // Readings after a bound wait.
        #expect(try await store.readings.changedTime(after: 0, upTo: first) == [touched])
    }

    @Test func aReplacedReadingsWholeTimeIsTouched() async throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        _ = try await store.recordTestPage(page(from: day, length: day, values: [96]))
        let first = try await store.readings.contents().change
        // One quarter takes the place of the day that it lies in: the rest of the day is not known any more.
        _ = try await store.recordTestPage(page(from: day + 5 * hour, values: [1]))
        #expect(
            try await changes(store, after: first) == [
                ChangedTime(series: electricityEnergy, time: time(day, 2 * day))
            ])
    }

    @Test func aScanGivesEachStretchItsReadings() async throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        _ = try await store.recordTestPage(page(values: (0..<96).map(Double.init)))
        _ = try await store.recordTestPage(page(of: heat, length: hour, values: (0..<24).map(Double.init)))
        let found = try await scanned(
            store,
            [
                stretch(heat, .energy, 2 * hour + quarter, 4 * hour), stretch(electricity, .energy, 0, hour),
                stretch(heat, .volume, 0, day), stretch(electricity, .energy, day, 2 * day),
            ])
        // The hour that begins before the stretch reaches into it.
        #expect(found[0]?["kWh"]?.values == [2, 3] && found[0]?["kWh"]?.starts == [2 * hour, 3 * hour])
        #expect(found[1]?["kWh"]?.values == [0, 1, 2, 3].map { $0 } && found[1]?["kWh"]?.ends.last == hour)
        #expect(found[2] == [:])
        #expect(found[3]?["kWh"]?.starts.allSatisfy { $0 < day } ?? true && (found[3]?["kWh"]?.count ?? 0) <= 1)
    }

    @Test func aStretchHoldsAllUnitsOfItsKind() async throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        _ = try await store.recordTestPage(page(of: heat, unit: "GJ", from: 2 * hour, length: hour, values: [3]))
        _ = try await store.recordTestPage(page(of: heat, unit: "MWh", from: hour, length: hour, values: [2]))
        _ = try await store.recordTestPage(page(of: heat, unit: "kWh", length: hour, values: [1]))
        _ = try await store.recordTestPage(page(of: heat, unit: "m3", length: hour, values: [7]))
        _ = try await store.recordTestPage(page(of: heat, unit: "GWh", from: 9 * day, length: hour, values: [9]))
        let units = try await store.readings.scan([stretch(heat, .energy, 0, day)], into: [String]()) {
            $0 = $2.map(\.unit)
        }
        // kWh counts where two hold the same time, so it comes first.
        #expect(units == ["kWh", "GJ", "MWh"])
    }

    /// A store holds tens of millions of readings and of days, and a snapshot asks for a few thousand of them.
    @Test(arguments: [
        (ReadingRepository.newestReadings, "readings"), (ReadingRepository.newestEffects, "effect"),
        (ReadingRepository.lastOfRemoved, "last"),
    ])
    func aSnapshotFindsTheNewestRowsWithoutScanningAll(sql: String, table: String) async throws {
        let temporary = try TemporaryStore()
        let plan = try await temporary.store.pool.read { database in
            try Row.fetchAll(database, sql: "EXPLAIN QUERY PLAN " + sql.replacing("?1", with: "1")).map {
                $0["detail"] as String
            }
        }
        #expect(plan.contains { $0.hasPrefix("SEARCH \(table)") })
        let long = ["readings", "reading_effects", "effect", "series_days", "last"]
        #expect(!plan.contains { line in long.contains { line.hasPrefix("SCAN \($0)") } }, "\(plan)")
    }

    @Test func manyStretchesAreAllScanned() async throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        _ = try await store.recordTestPage(page(values: (0..<1000).map(Double.init)))
        let found = try await scanned(store, quarters(1000))
        #expect((0..<1000).allSatisfy { found[$0]?["kWh"]?.values.last == Double($0) })
    }

    @Test func theStateOfAScanIsNeverCopied() async throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        _ = try await store.recordTestPage(page(values: (0..<1000).map(Double.init)))
        var state = State(values: Array(repeating: 0, count: 1000))
        state.record()
        var found = try await store.readings.scan(quarters(1000), into: state.taken()) { state, place, series in
            state.values[place] = series.first?.readings.values.last ?? -1
            state.record()
        }
        // After the scan it is the caller's alone, too.
        found.values[0] = 0
        found.record()
        #expect(found.values == (0..<1000).map(Double.init))
        #expect(found.places.count == 1)
    }

    /// Values that notice when they are moved to other memory, as a copy moves them.
    private struct State: Sendable {
        var values: [Double]
        var places: Set<UInt> = []

        mutating func record() {
            places.insert(values.withUnsafeBufferPointer { UInt(bitPattern: $0.baseAddress) })
        }

        mutating func taken() -> State {
            defer { self = State(values: []) }
            return self
        }
    }

    @Test func readingsAreThoseUpToAChange() async throws {
        let temporary = try TemporaryStore()
        let store = temporary.store
        _ = try await store.recordTestPage(page(values: [1, 2, 3]))
        _ = try await store.recordTestPage(page(of: heat, length: hour, values: [7]))
        let change = try await store.readings.contents().change
        _ = try await store.recordTestPage(page(values: [1, 5, 3, 4]))
        let (from, to) = (Timestamp(milliseconds: 0), Timestamp(milliseconds: day))
        let heatEnergy = SeriesID(meter: heat, unit: "kWh")
        let unknown = SeriesID(meter: heat, unit: "m3")
        func values(_ change: Int64) async throws -> [SeriesID: [Double]] {
            try await store.readings.readings(
                of: [electricityEnergy, heatEnergy, unknown], from: from, to: to, upTo: change
            ).mapValues(\.values)
        }
        #expect(try await values(.max) == [electricityEnergy: [1, 5, 3, 4], heatEnergy: [7]])
        #expect(try await values(change) == [electricityEnergy: [1, 3], heatEnergy: [7]])
        let readings = try await store.readings.readings(of: electricityEnergy, from: from, to: to, upTo: change)
        #expect(readings.map(\.value) == [1, 3])
    }
}
