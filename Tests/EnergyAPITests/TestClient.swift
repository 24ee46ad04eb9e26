import Curl
import Ground
import Metering
import Simulator
import Synchronization

@testable import EnergyAPI

/// A client that asks a simulator over TCP, waits for nothing, and records the results.
final class TestClient: Sendable {
    /// The simulated time: all of September has arrived and been corrected.
    static let now = Timestamp(utcYear: 2026, month: 10, day: 20)
    static let window = Timestamp(utcYear: 2026, month: 9, day: 1)..<Timestamp(utcYear: 2026, month: 9, day: 3)

    let server: SimulatorServer
    private let transport: CurlClient
    private let recorded = Mutex(Recorded())

    struct Recorded: Sendable {
        var results: [RequestResult] = []
        var warnings: [String] = []
        var waits: [Duration] = []
    }

    /// - Parameter now: the simulator's clock.
    init(
        faults: [String] = [], pages: PageForm = PageForm(), irregular: Bool = false,
        now: @escaping @Sendable () -> Timestamp = { TestClient.now }
    ) async throws {
        var options = SimulatorOptions()
        options.listen = "127.0.0.1:0"
        options.now = { now().milliseconds }
        options.pages = pages
        if !irregular { options.utility.irregularities = .none }
        options.faults = try faults.map { try FaultRule(parsingFault: $0) }
        server = try await SimulatorServer.start(options)
        transport = try CurlClient(TransportOptions(userAgent: "test"))
    }

    var results: [RequestResult] { recorded.withLock(\.results) }
    var warnings: [String] { recorded.withLock(\.warnings) }
    var waits: [Duration] { recorded.withLock(\.waits) }

    var query: TimeSeriesQuery {
        TimeSeriesQuery(
            customerNumbers: server.utility.customerNumbers, resolution: .quarter, window: TestClient.window,
            subsidiary: true, timeSeriesFlow: true)
    }

    func options(_ change: (inout EnergyAPIClient.Options) -> Void = { _ in }) -> EnergyAPIClient.Options {
        var options = EnergyAPIClient.Options(
            url: server.url, subscriptionKey: Secret("secret"), timeout: .seconds(20), maxResponseSize: 64 << 20)
        change(&options)
        return options
    }

    func client(_ options: EnergyAPIClient.Options? = nil, longestWait: Duration = .seconds(300)) -> EnergyAPIClient {
        // A clock of its own, which only the pauses move.
        let start = ContinuousClock.now
        let pace = RequestPace(
            backoff: Backoff(random: { 1 }), longestWait: longestWait,
            now: { [self] in start + waits.reduce(.zero, +) },
            sleep: { [self] pause in recorded.withLock { $0.waits.append(pause) } }, log: { _ in })
        return EnergyAPIClient(
            transport: transport, options: options ?? self.options(), pace: pace, now: { TestClient.now },
            observe: { [self] result, _ in recorded.withLock { $0.results.append(result) } },
            warn: { [self] warning in recorded.withLock { $0.warnings.append(warning) } })
    }

    /// Returns the number of readings of a query, and the error that ended it.
    func ask(
        _ query: TimeSeriesQuery? = nil, with client: EnergyAPIClient? = nil, retries: Int = 0
    ) async -> (readings: Int, pages: Int, error: (any Error)?) {
        var readings = 0
        var pages = 0
        do {
            try await (client ?? self.client()).timeSeries(query ?? self.query, retries: RetryBudget(retries)) { page in
                readings += page.count
                pages += 1
            }
            return (readings, pages, nil)
        } catch {
            return (readings, pages, error)
        }
    }

    func shutDown() async {
        transport.shutdown()
        await server.shutdown()
    }
}
