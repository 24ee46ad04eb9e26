import Foundation
import Ground
import Logging
import Metering
import ReadingStore
import Snapshot

/// Measures what one new day of every metering point costs, from the store to the bytes of a scrape:
/// `snapshot-benchmark [POINTS]`.
///
/// The store holds quarter values of this and last month. The first snapshot is made of all of them, the next ones of what
/// has changed: a day of each metering point, a day of one, nothing.
@main
enum SnapshotBenchmark {
    static func main() async throws {
        let points = CommandLine.arguments.dropFirst().first.flatMap(Int.init) ?? 10_000
        let folder = FileManager.default.temporaryDirectory.appending(path: "snapshot-benchmark-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let store = try ReadingStore(path: folder.appending(path: "readings.sqlite").path)
        let days = (newDay - Timestamp(utcYear: 2026, month: 8, day: 31)).components.seconds / 86_400
        for day in 0..<days {
            _ = try await store.readings.record(
                batch(points, newDay - .seconds(86_400 * (days - day))), group: "main", order: OriginOrder([]),
                now: newDay)
        }
        print(
            "\(points) metering points, \(try await store.readings.count()) readings, \(store.size / 1_000_000) MB of store"
        )

        let published = PublishedSnapshot()
        guard let calendar = MeteringCalendar(timeZone: "Europe/Stockholm") else {
            print("this machine knows no time zones: install tzdata")
            return
        }
        let settings = SnapshotSettings(
            staleAfter: .days(10), names: [:], rules: DigestRules(calendar: calendar, tariffs: [.hourly]),
            invoicedMonths: 13, polled: [])
        var loop = SnapshotLoop(
            store: store, published: published, settings: settings, now: { newDay + .days(2) },
            log: Logger(label: "benchmark"))
        let start = ContinuousClock.now
        try await loop.start()
        report("all, at the start", published, since: start)
        let events = SnapshotEvents()
        let started = StartedSnapshotLoop(loop)
        let running = Task { await started.run(events) }
        func rebuild(_ what: String) async {
            let start = ContinuousClock.now
            await events.publish(.time)
            report(what, published, since: start)
        }
        try await store.storeDay(batch(points, newDay))
        await rebuild("one new day of each")
        try await store.storeDay(batch(1, newDay + .days(1)))
        await rebuild("one new day of one")
        await rebuild("nothing new")
        events.finish()
        await running.value
        store.close()
    }

    private static let newDay = Timestamp(utcYear: 2026, month: 10, day: 30)

    private static func report(
        _ what: String, _ published: PublishedSnapshot, since start: ContinuousClock.Instant
    ) {
        let seconds = (ContinuousClock.now - start).inSeconds
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let memory = { (field: String) in
            status.split(separator: "\n").first { $0.hasPrefix(field) }?.split(separator: " ").dropFirst().first
                .flatMap { Int($0) }.map { $0 / 1000 } ?? 0
        }
        print(
            "\(what): \(String(format: "%.2f", seconds)) s;", "\(published.current.families.byteCount / 1_000_000) MB;",
            "resident \(memory("VmRSS")) MB, at its highest \(memory("VmHWM")) MB")
    }

    /// One day of quarter values of all metering points.
    private static func batch(_ points: Int, _ start: Timestamp) -> ReadingBatch {
        var batch = ReadingBatch(statuses: ["Processed"])
        let starts = (0..<96).map { start.milliseconds + $0 * 900_000 }
        for point in 0..<points {
            batch.sources.append(
                ReadingSource(
                    meter: MeterID(
                        meteringPoint: "735999\(String(format: "%012d", point))", deliveryCategory: "EL",
                        microproduction: false),
                    facts: MeterFacts(customerNumber: "100001")))
            let values = (0..<96).map { Double((point * 31 + $0 * 7 + Int(start.seconds) / 86_400 * 13) % 400) / 8 }
            batch.series.append(
                SeriesColumns(
                    source: point, unit: "kWh",
                    readings: ReadingColumns(
                        starts: starts, ends: starts.map { $0 + 900_000 }, values: values,
                        statuses: Array(repeating: 0, count: 96))))
        }
        return batch
    }
}

extension ReadingStore {
    fileprivate func storeDay(_ batch: ReadingBatch) async throws {
        _ = try await readings.record(batch, group: "main", order: OriginOrder([]), now: Timestamp(milliseconds: 0))
    }
}
