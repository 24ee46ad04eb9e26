import CMemory
import Foundation
import Ground
import Logging
import Metering
import ReadingStore
import Snapshot

/// Measures the cost of one new day of every metering point, from the store to the bytes of a scrape:
/// `snapshot-benchmark [POINTS] [DAYS] [MINUTES]`.
///
/// The store holds the given number of days with readings of the given minutes, and the sums of these days, as polls leave
/// them. It is opened as at a start; the first snapshot is built from all of it, the next ones from the changes: a day of each
/// metering point, a day of one, none.
@main
enum SnapshotBenchmark {
    static func main() async throws {
        // As the exporter does at its start, and after each poll.
        cmemory_bound()
        let arguments = CommandLine.arguments.dropFirst().map { Int($0) }
        let points = (arguments.first ?? nil) ?? 10_000
        let days = (arguments.dropFirst().first ?? nil) ?? 60
        let minutes = (arguments.dropFirst(2).first ?? nil) ?? 15
        guard let calendar = MeteringCalendar(timeZone: "Europe/Stockholm") else {
            print("this machine knows no time zones: install tzdata")
            return
        }
        let rules = DigestRules(calendar: calendar, tariffs: [.hourly])
        if let path = CommandLine.arguments.dropFirst(4).first {
            return try await fill(path, rules, points, days, minutes)
        }
        let folder = FileManager.default.temporaryDirectory.appending(path: "snapshot-benchmark-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "readings.sqlite").path
        // Another process fills the store, so that what this one holds is what the exporter would.
        let filling = Process()
        filling.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        filling.arguments = [points, days, minutes].map(String.init) + [path]
        try filling.run()
        filling.waitUntilExit()

        let store = try ReadingStore(path: path)
        let published = PublishedSnapshot()
        let settings = SnapshotSettings(
            staleAfter: .days(10), names: [:], rules: rules, invoicedMonths: 13, polled: [])
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
        let storing = ContinuousClock.now
        try await store.record(batch(points, newDay, days: 1, minutes))
        print("storing one new day of each: \(rounded((ContinuousClock.now - storing).inSeconds)) s")
        await rebuild("one new day of each")
        try await store.record(batch(1, newDay + .days(1), days: 1, minutes))
        await rebuild("one new day of one")
        await rebuild("nothing new")
        events.finish()
        await running.value
        store.close()
    }

    private static let newDay = Timestamp(utcYear: 2026, month: 10, day: 30)

    /// Stores all days before the new one.
    private static func fill(
        _ path: String, _ rules: DigestRules, _ points: Int, _ days: Int, _ minutes: Int
    ) async throws {
        let store = try ReadingStore(path: path)
        _ = try await store.days.use(rules, at: newDay)
        let start = ContinuousClock.now
        // A page of a poll has about a week; fewer and larger transactions only shorten the wait here.
        for first in stride(from: 0, to: days, by: 28) {
            let start = newDay - .days(days - first)
            try await store.record(batch(points, start, days: min(28, days - first), minutes))
        }
        print(
            "\(points) metering points, \(days) days, \(try await store.readings.count()) readings,",
            "\(store.size / 1_000_000) MB of store, stored in \(rounded((ContinuousClock.now - start).inSeconds)) s")
        store.close()
    }

    private static func rounded(_ seconds: Double) -> String { String(format: "%.2f", seconds) }

    private static func report(
        _ what: String, _ published: PublishedSnapshot, since start: ContinuousClock.Instant
    ) {
        let seconds = (ContinuousClock.now - start).inSeconds
        cmemory_give_back()
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let memory = { (field: String) in
            status.split(separator: "\n").first { $0.hasPrefix(field) }?.split(separator: " ").dropFirst().first
                .flatMap { Int($0) }.map { $0 / 1000 } ?? 0
        }
        print(
            "\(what): \(rounded(seconds)) s;", "\(published.current.families.byteCount / 1_000_000) MB;",
            "resident \(memory("VmRSS")) MB, at its highest \(memory("VmHWM")) MB")
    }

    /// Readings of all metering points.
    private static func batch(_ points: Int, _ start: Timestamp, days: Int, _ minutes: Int) -> ReadingBatch {
        var batch = ReadingBatch(statuses: ["Processed"])
        let length = Int64(minutes) * 60_000
        let starts = Array(
            stride(from: start.milliseconds, to: (start + .days(days)).milliseconds, by: Int(length)))
        let ends = starts.map { $0 + length }
        let statuses = Array(repeating: UInt32(0), count: starts.count)
        for point in 0..<points {
            batch.sources.append(
                ReadingSource(
                    meter: MeterID(
                        meteringPoint: "735999\(String(format: "%012d", point))", deliveryCategory: "EL",
                        microproduction: false),
                    facts: MeterFacts(customerNumber: "100001")))
            let values = starts.map { Double((Int64(point) * 31 + $0 / length * 7 + $0 / 86_400_000 * 13) % 400) / 8 }
            batch.series.append(
                SeriesColumns(
                    source: point, unit: "kWh",
                    readings: ReadingColumns(starts: starts, ends: ends, values: values, statuses: statuses)))
        }
        return batch
    }
}

extension ReadingStore {
    fileprivate func record(_ batch: ReadingBatch) async throws {
        _ = try await readings.record(batch, group: "main", order: OriginOrder([]), now: Timestamp(milliseconds: 0))
    }
}
