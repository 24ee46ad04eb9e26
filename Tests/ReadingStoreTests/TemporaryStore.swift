import Foundation
import Ground
import Metering
import ReadingStore

/// A store on disk in its own folder, which is removed with this value.
final class TemporaryStore {
    let folder: URL
    let path: String
    private(set) var store: ReadingStore

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "store-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        path = folder.appending(path: "readings.sqlite").path
        store = try ReadingStore(path: path)
    }

    deinit {
        store.close()
        try? FileManager.default.removeItem(at: folder)
    }
}

let electricity = MeterID(meteringPoint: "735999000000000015", deliveryCategory: "EL", microproduction: false)
let electricityEnergy = SeriesID(meter: electricity, unit: "kWh")

let minute: Int64 = 60_000
let quarter: Int64 = 15 * minute
let hour: Int64 = 60 * minute
let day: Int64 = 24 * hour

/// A page with one object: readings that follow one another.
func page(
    of meter: MeterID = electricity, unit: String = "kWh", from start: Int64 = 0, length: Int64 = quarter,
    values: [Double], status: String = "Processed", facts: MeterFacts = MeterFacts(customerNumber: "100001"),
    effects: [ReadingEffect] = []
) -> ReadingBatch {
    let starts = values.indices.map { start + Int64($0) * length }
    return ReadingBatch(
        sources: [ReadingSource(meter: meter, facts: facts)],
        series: [
            SeriesColumns(
                source: 0, unit: unit,
                readings: ReadingColumns(
                    starts: starts, ends: starts.map { $0 + length }, values: values, statuses: values.map { _ in 0 }),
                effects: effects)
        ],
        statuses: [status])
}

/// One page with the objects of several.
func page(_ pages: [ReadingBatch]) -> ReadingBatch {
    var whole = ReadingBatch()
    for page in pages {
        let (sources, statuses) = (whole.sources.count, UInt32(whole.statuses.count))
        whole.sources += page.sources
        whole.statuses += page.statuses
        whole.series += page.series.map { series in
            var series = series
            series.source += sources
            series.readings.statuses = series.readings.statuses.map { $0 + statuses }
            return series
        }
    }
    return whole
}

/// The configuration of the tests.
let order = OriginOrder([("main", ["100001", "100002"]), ("other", ["100003"])])

extension ReadingStore {
    func recordTestPage(_ batch: ReadingBatch, group: String = "main", at now: Int64 = 0) async throws -> StoredCounts {
        try await recordedTestPage(batch, group: group, at: now).counts
    }

    func recordedTestPage(
        _ batch: ReadingBatch, group: String = "main", at now: Int64 = 0
    ) async throws -> RecordedPage {
        try await readings.record(batch, group: group, order: order, now: Timestamp(milliseconds: now))
    }

    /// One change as a sender meets it: its number, and the values that it brought and that no later one has taken over.
    struct TestChange: Equatable {
        var number: Int64
        var values: [Double]
    }

    /// All changes after a number.
    func testChanges(after number: Int64 = 0) async throws -> [TestChange] {
        let all = DeliveryLimits(oldest: Timestamp(milliseconds: .min), settled: Timestamp(milliseconds: .max))
        var changes: [TestChange] = []
        var last = number
        while true {
            // The limit lets one change through.
            let (due, newest, isLast) = try await deliveries.dueReadings(after: last, all, limit: 1)
            if newest > last {
                changes.append(TestChange(number: newest, values: due.series.flatMap(\.readings.values)))
            }
            last = newest
            if isLast { return changes }
        }
    }

    func values(of series: SeriesID = electricityEnergy) async throws -> [Double] {
        try await allReadings(of: series).map(\.value)
    }

    func allReadings(of series: SeriesID = electricityEnergy) async throws -> [Reading] {
        try await readings.readings(
            of: series, from: Timestamp(milliseconds: 0), to: Timestamp(milliseconds: 100_000 * day))
    }
}
