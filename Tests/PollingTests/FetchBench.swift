import Configuration
import Foundation
import Ground
import LineLog
import Logging
import Metering
import ReadingStore
import Simulator
import TestBench
import TestSupport

@testable import Polling

/// A fetch against a simulator over TCP into a store on disk, with a clock that stands still.
final class FetchBench {
    let now: Timestamp
    let server: SimulatorServer
    let sink = RecordingSink()
    var configuration: Configuration
    var patience = FetchPatience()

    private init(_ folder: URL, now: Timestamp, _ change: (inout SimulatorOptions) -> Void) async throws {
        self.now = now
        var options = SimulatorOptions()
        options.listen = "127.0.0.1:0"
        options.utility.meteringPoints = 6
        options.now = { now.milliseconds }
        change(&options)
        server = try await SimulatorServer.start(options)
        configuration = try Configuration(customers: [])
        configuration.api.url = try BaseURL(server.url)
        configuration.storage.path = folder.appending(path: "readings.sqlite").path
        configuration.customers = [group()]
        // Invoiced months have tests of their own.
        configuration.invoiced.enabled = false
    }

    static func with<Result>(
        now: Timestamp = Timestamp(utcYear: 2026, month: 10, day: 20) + .hours(12),
        _ change: (inout SimulatorOptions) -> Void = { _ in }, _ body: (FetchBench) async throws -> Result
    ) async throws -> Result {
        try await withTemporaryFolder { folder in
            let bench = try await FetchBench(folder, now: now, change)
            let result = try await body(bench)
            await bench.server.shutdown()
            return result
        }
    }

    func group(_ name: String = "main", numbers: [String]? = nil, key: String = "secret") -> Configuration.CustomerGroup
    {
        .all(of: server.utility, name: name, numbers: numbers, key: key)
    }

    /// Some weeks, by days of October 2026.
    func days(_ first: Int, _ last: Int) -> Range<Timestamp> {
        let october = Timestamp(utcYear: 2026, month: 10, day: 1)
        return (october + .days(first - 1))..<(october + .days(last - 1))
    }

    func fetch(
        _ time: Range<Timestamp>, again: Bool = false, progress: FetchProgress = FetchProgress()
    ) async throws -> FetchSummary {
        // No pauses between two tries.
        var options = Fetch.Options(version: "0", isAgain: again, now: { [now] in now }, random: { 0 })
        options.patience = patience
        return try await Fetch.run(
            time, configuration, options, progress: progress, log: .lines(LineLogHandler(level: .debug, sink: sink)))
    }

    /// All readings of the store, by series, in order.
    func stored() async throws -> [SeriesID: [Reading]] {
        let store = try ReadingStore(path: configuration.storage.path)
        defer { store.close() }
        var stored: [SeriesID: [Reading]] = [:]
        for series in try await store.readings.contents().series {
            stored[series.id] = try await store.readings.readings(
                of: series.id, from: Timestamp(milliseconds: 0), to: now)
        }
        return stored
    }

    /// Returns the simulated API's readings between two times, in the same form.
    func visible(_ time: Range<Timestamp>) -> [SeriesID: [Reading]] {
        server.utility.visible(from: time.lowerBound, to: time.upperBound, at: now)
    }

    /// The windows that were asked for, as the API was told.
    var askedWindows: [String] { server.requests.map { $0.values("fromDate").joined().prefix(10).description } }
}
