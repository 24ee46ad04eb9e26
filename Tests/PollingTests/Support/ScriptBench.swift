import Configuration
import Curl
import EnergyAPI
import Foundation
import Ground
import LineLog
import Logging
import Metering
import ReadingStore
import Synchronization
import TestBench

@testable import Polling

/// Polling against a scripted API and a store on disk, with a clock that the test sets. The configuration stays in use over
/// polls, until it is read again.
final class ScriptBench {
    static let point = "735999000000000015"

    var now: Timestamp {
        get { clock.value }
        set { clock.value = newValue }
    }
    let api: ScriptedAPI
    let store: ReadingStore
    let sink = RecordingSink()
    let metrics = PollMetrics()
    var configuration: Configuration
    private let clock: Clock
    private let folder: URL
    private let transport: CurlClient
    private var loops: [PolledEndpoint: PollLoop] = [:]

    init(
        _ numbers: [String] = ["100001"],
        now: Timestamp = Timestamp(utcYear: 2026, month: 10, day: 20) + .hours(12),
        _ answer: @escaping @Sendable (ScriptedAPI.Request) -> ScriptedAPI.Answer
    ) throws {
        clock = Clock(now)
        folder = FileManager.default.temporaryDirectory.appending(path: "script-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        api = try ScriptedAPI(answer)
        let path = folder.appending(path: "readings.sqlite").path
        store = try ReadingStore(path: path)
        configuration = try Configuration(customers: [ScriptBench.group("main", numbers)])
        configuration.api.url = try BaseURL(api.url)
        configuration.api.maxRetries = 0
        configuration.timeSeries.lookback = .days(20)
        configuration.storage.path = path
        transport = try CurlClient(TransportOptions(configuration.api, version: "0"))
    }

    deinit {
        api.stop()
        transport.shutdown()
        store.close()
        try? FileManager.default.removeItem(at: folder)
    }

    static func group(_ name: String, _ numbers: [String]) -> Configuration.CustomerGroup {
        Configuration.CustomerGroup(
            numbers: numbers, name: name, subscriptionKey: Secret("secret"), subscriptionKeySource: .environment)
    }

    func poll(_ endpoint: PolledEndpoint = .timeSeries) async -> PollOutcome {
        api.forget()
        return await loop(endpoint).pollOnce()
    }

    /// Forgets what is remembered while a configuration is in use.
    func reload() { loops = [:] }

    func loop(_ endpoint: PolledEndpoint) -> PollLoop {
        if let loop = loops[endpoint] { return loop }
        let log = Logger.lines(LineLogHandler(level: .debug, sink: sink))
        let surroundings = PollLoop.Surroundings(
            transport: transport, store: store, metrics: metrics, publish: { _ in },
            paces: RequestPaces(store: store, now: { [clock] in clock.value }, random: { 0 }, log: log),
            now: { [clock] in clock.value }, random: { 0.5 }, log: log)
        let loop =
            endpoint == .timeSeries
            ? PollLoop.timeSeries(configuration, surroundings) : PollLoop.invoiced(configuration, surroundings)
        loops[endpoint] = loop
        return loop
    }

    /// All stored readings of the one series that there is.
    func stored(unit: String = "kWh") async throws -> [Reading] {
        try await store.readings.readings(
            of: SeriesID(meter: ScriptBench.meter, unit: unit), from: Timestamp(milliseconds: 0), to: now + .days(9))
    }

    static let meter = MeterID(meteringPoint: point, deliveryCategory: "EL", microproduction: false)

    /// The UTC day so many days before today.
    func day(_ before: Int) -> Timestamp { now.startOfUTCDay - .days(before) }

    private final class Clock: Sendable {
        private let mutex: Mutex<Timestamp>
        init(_ value: Timestamp) { mutex = Mutex(value) }
        var value: Timestamp {
            get { mutex.withLock { $0 } }
            set { mutex.withLock { $0 = newValue } }
        }
    }
}

/// Bodies as the API writes them.
enum Body {
    static func page(_ objects: String..., next: String = "null") -> ScriptedAPI.Answer { page(objects, next: next) }

    static func page(_ objects: [String], next: String = "null") -> ScriptedAPI.Answer {
        ScriptedAPI.Answer(body: #"{"consumptions":[\#(objects.joined(separator: ","))],"next":\#(next)}"#)
    }

    static func object(
        _ readings: [String], customer: String = "100001", point: String = ScriptBench.point,
        settlement: String = "FRB"
    ) -> String {
        #"{"customerNumber":"\#(customer)","meteringPoint":"\#(point)","deliveryCategory":"EL","microproduction":false,"#
            + #""settlement":"\#(settlement)","rateCode":"80A","reading":[\#(readings.joined(separator: ","))]}"#
    }

    static func reading(_ start: Timestamp, _ value: Double?, length: Duration = .hours(1)) -> String {
        #"{"ps":"\#(start)","md":"\#(start + length)","va":\#(value.map { "\($0)" } ?? "null"),"st":"Processed","un":"kWh"}"#
    }

    /// One value an hour; nil leaves the hour out.
    static func hours(_ window: Range<Timestamp>, until end: Timestamp, _ value: (Timestamp) -> Double? = { _ in 1 })
        -> [String]
    {
        var readings: [String] = []
        var start = window.lowerBound
        while start < min(window.upperBound, end) {
            if let value = value(start) { readings.append(reading(start, value)) }
            start = start + .hours(1)
        }
        return readings
    }

    static func invoice(_ date: Timestamp, _ value: Double?, status: String = "Invoiced", unit: String = "kWh")
        -> String
    {
        #"{"readingDate":"\#(date)","value":\#(value.map { "\($0)" } ?? "null"),"status":"\#(status)","unit":"\#(unit)"}"#
    }
}
