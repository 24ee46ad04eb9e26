import Curl
import EnergyAPI
import Foundation
import Ground
import Metering
import ReadingStore
import Simulator

/// Measures the path from JSON to stored rows, without network and simulator: `reading-benchmark [POINTS] [DAYS]`.
///
/// The pages are fetched from the simulator first and kept in memory. Then they are decoded and stored as in a poll, one
/// after the other, into a new store on disk; and all of them a second time, when nothing has changed. Days are summed by
/// the rules of an exporter without configuration, whose tariff is `hourly`.
@main
enum ReadingBenchmark {
    static func main() async throws {
        let arguments = CommandLine.arguments.dropFirst().compactMap { Int($0) }
        let points = arguments.first ?? 1000
        let days = arguments.dropFirst().first ?? 40
        let pages = try await pages(points: points, days: days)
        let folder = FileManager.default.temporaryDirectory.appending(path: "reading-benchmark-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let store = try ReadingStore(path: folder.appending(path: "readings.sqlite").path)
        guard let calendar = MeteringCalendar(timeZone: "Europe/Stockholm") else {
            print("this machine knows no time zones: install tzdata")
            return
        }
        _ = try await store.days.use(DigestRules(calendar: calendar, tariffs: [.hourly]), at: now)
        try await measure("new readings", pages, store)
        try await measure("the same again", pages, store)
        store.close()
    }

    private static func measure(_ what: String, _ pages: [[UInt8]], _ store: ReadingStore) async throws {
        let clock = ContinuousClock.now
        var decoding = Duration.zero
        var readings = 0
        let order = OriginOrder([("main", [])])
        for page in pages {
            let start = ContinuousClock.now
            let batch = try PageDecoder.decode(page, now: now).batch
            decoding += ContinuousClock.now - start
            readings += batch.count
            _ = try await store.readings.record(batch, group: "main", order: order, now: now)
        }
        let whole = ContinuousClock.now - clock
        let bytes = pages.reduce(0) { $0 + $1.count }
        print(
            "\(what): \(readings) readings, \(bytes / 1_000_000) MB in \(rounded(whole.inSeconds)) s:",
            "\(Int(Double(readings) / whole.inSeconds)) readings/s;",
            "of it decoding \(rounded(decoding.inSeconds)) s, \(Int(Double(bytes) / 1e6 / decoding.inSeconds)) MB/s")
    }

    private static func pages(points: Int, days: Int) async throws -> [[UInt8]] {
        var options = SimulatorOptions()
        options.listen = "127.0.0.1:0"
        options.utility.meteringPoints = points
        options.now = { now.milliseconds }
        let server = try await SimulatorServer.start(options)
        let client = try CurlClient(TransportOptions())
        var pages: [[UInt8]] = []
        let customers = server.utility.customerNumbers.map { "customerNumbers=\($0)" }.joined(separator: "&")
        for first in stride(from: 0, to: days, by: 7) {
            let start = now.startOfUTCDay - .seconds(86_400 * (days - first))
            let end = start + .seconds(86_400 * min(7, days - first))
            let answer = try await client.send(
                CurlRequest(
                    url:
                        "\(server.url)/api/Consumption/TimeSeries?\(customers)&resolution=quarter&fromDate=\(start)&toDate=\(end)",
                    headers: [
                        (name: "Ocp-Apim-Subscription-Key", value: options.keys[0]),
                        (name: "api-version", value: "2.5"),
                    ], maxResponseSize: 1 << 30))
            pages.append(answer.body)
        }
        client.shutdown()
        await server.shutdown()
        return pages
    }

    private static let now = Timestamp(utcYear: 2026, month: 10, day: 20)

    private static func rounded(_ seconds: Double) -> String { String(format: "%.2f", seconds) }
}
