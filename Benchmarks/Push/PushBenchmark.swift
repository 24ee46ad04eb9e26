import Curl
import Foundation
import Ground
import Logging
import Metering
import ReadingStore
import RemoteWrite

/// Measures the speed of pushing readings from a store to a receiver, and makes that store:
/// `push-benchmark STORE SERIES DAYS [URL]`.
///
/// The store has quarter values up to now. With a URL all of it is pushed, as to a new receiver; without one it is only
/// made, to measure `export` on it.
@main
enum PushBenchmark {
    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count >= 4, let series = Int(arguments[2]), let days = Int(arguments[3]) else {
            print("push-benchmark STORE SERIES DAYS [URL]")
            exit(64)
        }
        let now = Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)).startOfUTCDay
        let store = try ReadingStore(path: arguments[1])
        if try await store.readings.count() == 0 {
            for day in 0..<days {
                let start = now - .seconds(86_400 * (days - day))
                _ = try await store.readings.record(
                    batch(series, start), group: "main", order: OriginOrder([]), now: now)
            }
        }
        print("\(try await store.readings.count()) readings, \(store.size / 1_000_000) MB of store")
        if arguments.count > 4 { try await push(to: arguments[4], store, days, now) }
        store.close()
    }

    private static func push(to url: String, _ store: ReadingStore, _ days: Int, _ now: Timestamp) async throws {
        let state = ReceiverState(name: UUID().uuidString, host: "receiver")
        let (passes, pass) = AsyncStream.makeStream(of: Void.self)
        var pace = WriteQueue.Pace()
        pace.sleep = { duration in
            // After the first pass everything is delivered.
            if duration == .seconds(5) { pass.yield() }
            try await Task.sleep(for: duration)
        }
        let queue = WriteQueue(
            ReceiverOptions(name: state.status.name, url: url, since: .seconds(86_400 * (days + 1))),
            transport: try CurlClient(TransportOptions(proxy: "")), store: store, calendar: MeteringCalendar(),
            state: state, pace: pace, now: { now }, log: Logger(label: "benchmark"))
        let start = ContinuousClock.now
        let cpu = clock()
        let running = Task { await queue.run() }
        for await _ in passes { break }
        let seconds = (ContinuousClock.now - start).inSeconds
        let used = Double(clock() - cpu) / Double(CLOCKS_PER_SEC)
        running.cancel()
        let status = state.status
        let memory =
            try String(contentsOfFile: "/proc/self/status", encoding: .utf8).split(separator: "\n")
            .first { $0.hasPrefix("VmHWM") }?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        print(
            "\(status.samples) samples in \(String(format: "%.2f", seconds)) s:",
            "\(Int(Double(status.samples) / seconds)) samples/s, \(status.requests[.ok] ?? 0) requests,",
            "\(String(format: "%.2f", used)) s of CPU, \(memory / 1000) MB resident at its highest")
    }

    /// One day of quarter values, with three decimals as meters give them.
    private static func batch(_ series: Int, _ start: Timestamp) -> ReadingBatch {
        var batch = ReadingBatch(statuses: ["Processed"])
        let starts = (0..<96).map { start.milliseconds + $0 * 900_000 }
        for point in 0..<series {
            batch.sources.append(
                ReadingSource(
                    meter: MeterID(
                        meteringPoint: "735999\(String(format: "%012d", point))", deliveryCategory: "EL",
                        microproduction: false)))
            let values = (0..<96).map {
                Double((point * 31 + $0 * 7 + Int(start.seconds) / 86_400 * 13) % 40_000) / 1000
            }
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
