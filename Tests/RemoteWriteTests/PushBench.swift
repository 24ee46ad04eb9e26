import Curl
import Foundation
import GRDB
import Ground
import Logging
import Metering
import Synchronization
import TestSupport
import TrueTime

@testable import ReadingStore
@testable import RemoteWrite

/// A store that tests fill, a queue with a clock that tests set, and a receiver over TCP with scripted answers.
final class PushBench {
    /// 2026-11-20T12:00:00Z
    static let noon = Timestamp(utcYear: 2026, month: 11, day: 20) + .seconds(12 * 3600)
    static let electricity = MeterID(
        meteringPoint: "735999000000000015", deliveryCategory: "EL", microproduction: false)

    private(set) var store: ReadingStore
    let state = ReceiverState(name: "test", host: "127.0.0.1")
    let url: String
    private let receiver: RunningProgram
    private let client: CurlClient
    private let lines = LogLines()
    private let clock = TestClock()
    private let passes = Passes()
    /// Pauses between tries. Whatever they are, the queue sleeps for milliseconds.
    var backoff = Backoff(first: .milliseconds(5), cap: .milliseconds(20))
    /// The sum of all pauses between tries, as they were asked for.
    var pausesBetweenTries: Duration { passes.pauses.withLock { $0 } }

    /// The time of the injected clock.
    var now: Timestamp {
        get { clock.time.withLock { $0 } }
        set { clock.time.withLock { $0 = newValue } }
    }
    /// All log lines so far.
    var log: String { lines.text }

    private init(_ folder: URL) async throws {
        store = try ReadingStore(path: folder.appending(path: "readings.sqlite").path)
        client = try CurlClient(TransportOptions(proxy: "", connectTimeout: .seconds(5)))
        let script = RepositoryPaths.fixtures.appending(path: "peers/receiver.py").path
        let receiver = try RunningProgram(Program.pythonPath, [script], in: folder)
        self.receiver = receiver
        try await eventually("the receiver listens") { receiver.output.hasSuffix("\n") || !receiver.process.isRunning }
        guard let port = Int(receiver.output.trimmingCharacters(in: .whitespacesAndNewlines)) else {
            throw RunningProgram.Failure(description: receiver.errors)
        }
        url = "http://127.0.0.1:\(port)"
    }

    static func with(_ body: (PushBench) async throws -> Void) async throws {
        try await withTemporaryFolder { folder in
            let bench = try await PushBench(folder)
            try await body(bench)
            try await bench.receiver.end(with: SIGKILL)
            bench.client.shutdown()
            bench.store.close()
        }
    }

    // MARK: The store

    /// Opens the store again.
    ///
    /// - Parameter statement: run on each connection first, to make the store fail.
    func reopen(after statement: String? = nil) throws {
        store.close()
        store = try ReadingStore(path: store.path) { database in
            if let statement { try database.execute(sql: statement) }
        }
    }

    /// Stores values that follow one another.
    func add(
        _ values: [Double], of meter: MeterID = electricity, unit: String = "kWh", from start: Timestamp,
        length: Duration = .seconds(900)
    ) async throws {
        let starts = values.indices.map { (start + length * $0).milliseconds }
        let batch = ReadingBatch(
            sources: [ReadingSource(meter: meter)],
            series: [
                SeriesColumns(
                    source: 0, unit: unit,
                    readings: ReadingColumns(
                        starts: starts, ends: starts.map { $0 + length.milliseconds }, values: values,
                        statuses: values.map { _ in 0 }))
            ],
            statuses: ["Processed"])
        _ = try await store.readings.record(batch, group: "main", order: OriginOrder([]), now: now)
    }

    func add(invoice value: Double, of date: Timestamp) async throws {
        // A statement for this date alone: others of the month stay.
        let statement = InvoiceStatement(
            meter: PushBench.electricity, facts: MeterFacts(), customerNumber: "100001", kind: .energy,
            dates: date..<(date + .milliseconds(1)),
            parts: [InvoicePart(unit: "kWh", invoice: Invoice(date: date, value: value, status: "Invoiced"))])
        _ = try await store.invoices.replace([statement], group: "main", now: now)
    }

    // MARK: The receiver

    struct Taken: Decodable {
        struct Sample: Decodable {
            let labels: [String: String]
            let time: Int64
            let value: Double
        }
        struct Request: Decodable {
            let headers: [String: String]
            let samples: Int
        }
        let requests: [Request]
        let samples: [Sample]
        let complaints: [String]
        /// Type, help and unit of each family.
        let metadata: [String: [Metadatum]]

        enum Metadatum: Decodable, Equatable {
            case number(Int), text(String)

            init(from decoder: any Decoder) throws {
                let container = try decoder.singleValueContainer()
                if let number = try? container.decode(Int.self) {
                    self = .number(number)
                } else {
                    self = .text(try container.decode(String.self))
                }
            }
        }

        /// Values of one family in order of time.
        func values(of family: TrueTimeFamily = .reading) -> [Double] {
            samples.filter { $0.labels["__name__"] == family.rawValue }.sorted { $0.time < $1.time }.map(\.value)
        }
    }

    func taken() async throws -> Taken {
        let answer = try await client.send(CurlRequest(url: url + "/state"))
        return try JSONDecoder().decode(Taken.self, from: Data(answer.body))
    }

    /// - Parameter answers: of the next requests, as JSON.
    func answer(_ answers: String) async throws {
        _ = try await client.send(CurlRequest(url: url + "/script", method: .post(body: Array("[\(answers)]".utf8))))
    }

    // MARK: The queue

    /// Runs a queue until a condition holds.
    func push(
        to url: String? = nil, transport: CurlClient? = nil, _ change: (inout ReceiverOptions) -> Void = { _ in },
        until what: String, _ condition: () async throws -> Bool
    ) async throws {
        var options = ReceiverOptions(name: "test", url: url ?? self.url + "/write", timeout: .seconds(10))
        change(&options)
        guard let calendar = MeteringCalendar(timeZone: "Europe/Stockholm") else { return }
        var pace = WriteQueue.Pace(backoff: backoff)
        pace.interval = PushBench.interval
        pace.count = .zero
        passes.count.withLock { $0 = 0 }
        pace.sleep = { [passes] duration in
            // It waits so long only behind a pass in which all was delivered.
            if duration == PushBench.interval {
                passes.count.withLock { $0 += 1 }
            } else {
                passes.pauses.withLock { $0 += duration }
            }
            try await Task.sleep(for: min(duration, PushBench.interval))
        }
        let queue = WriteQueue(
            options, transport: transport ?? client, store: store, calendar: calendar, state: state, pace: pace,
            now: { [clock] in clock.time.withLock { $0 } },
            log: Logger(label: "test") { [lines] _ in LogHandlerOfLines(lines: lines) })
        let running = Task { await queue.run() }
        let result: Result<Void, any Error>
        do {
            try await eventually(what, within: .seconds(60), condition)
            result = .success(())
        } catch {
            result = .failure(error)
        }
        running.cancel()
        await running.value
        do { try result.get() } catch { throw RunningProgram.Failure(description: "\(error); it said: \(log)") }
    }

    /// Runs a queue until all that is due is delivered.
    func push(_ change: (inout ReceiverOptions) -> Void = { _ in }) async throws {
        try await push(change, until: "all is delivered") { passes.count.withLock { $0 > 1 } }
    }

    private static let interval = Duration.milliseconds(30)
}

/// Keeps log lines in memory.
private final class LogLines: Sendable {
    private let lines = Mutex<[String]>([])

    var text: String { lines.withLock { $0.joined(separator: "\n") } }
    func append(_ line: String) { lines.withLock { $0.append(line) } }
}

private struct LogHandlerOfLines: LogHandler {
    let lines: LogLines
    var logLevel = Logger.Level.debug
    var metadata: Logger.Metadata = [:]

    init(lines: LogLines) {
        self.lines = lines
    }

    subscript(metadataKey key: String) -> Logger.MetadataValue? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let fields = (event.metadata ?? [:]).sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
        lines.append("\(event.level) \(event.message)\(fields)")
    }
}

private final class TestClock: Sendable {
    let time = Mutex(PushBench.noon)
}

private final class Passes: Sendable {
    let count = Mutex(0)
    let pauses = Mutex(Duration.zero)
}
