import Configuration
import Curl
import EnergyAPI
import Ground
import Logging
import Metering
import Polling
import RawAnswers
import Synchronization

/// Makes the requests of the first polls of both endpoints, and keeps the answers unchanged, with their bodies on the
/// disk.
final class CaptureAsker: Sendable {
    private struct State {
        /// Heads of answers, with the places of their bodies.
        var answers: [(head: RawAnswer, body: BodySpool.Place)] = []
        var texts: CollectedTexts
        var spoolFailure: AnswerFolder.Failure?
        var failures = 0
        var lastFailure: String?
    }

    /// The longest pause to honour; beyond it the capture has to be repeated another day.
    private static let longestWait = Duration.seconds(60)

    private let configuration: Configuration
    private let transport: CurlClient
    private let now: @Sendable () -> Timestamp
    private let log: Logger
    private let spool: BodySpool
    private let state: Mutex<State>

    init(
        _ configuration: Configuration, _ transport: CurlClient, _ spool: BodySpool,
        now: @escaping @Sendable () -> Timestamp, log: Logger
    ) {
        self.configuration = configuration
        self.transport = transport
        self.spool = spool
        state = Mutex(State(texts: Capture.texts(of: configuration)))
        self.now = now
        self.log = log
    }

    var count: Int { state.withLock(\.answers.count) }
    /// The private texts of the configuration and of all answers.
    var texts: CollectedTexts { state.withLock(\.texts) }
    var failures: Int { state.withLock(\.failures) }
    var lastFailure: String? { state.withLock(\.lastFailure) }

    /// Returns an unchanged answer.
    func answer(at index: Int) throws(AnswerFolder.Failure) -> RawAnswer {
        var (answer, place) = state.withLock { $0.answers[index] }
        answer.body = try spool.body(at: place)
        return answer
    }

    /// - Throws: `CancellationError`, or `AnswerFolder.Failure` if answers cannot be kept; any other failure is counted
    ///   and logged.
    func askAll() async throws {
        let time = now()
        for group in configuration.customers {
            let client = client(group)
            if configuration.timeSeries.enabled {
                for window in seriesWindows(at: time) {
                    let query = TimeSeriesQuery(group, window: window)
                    try await ask(group, .timeSeries) {
                        try await client.timeSeries(query, retries: self.retries) { _ in }
                    }
                }
            }
            if configuration.invoiced.enabled {
                let query = InvoicedQuery(
                    customerNumbers: group.numbers, window: invoicedWindow(at: time),
                    deliveryCategories: group.deliveryCategories, subsidiary: group.subsidiary)
                try await ask(group, .invoiced) { try await client.invoiced(query, retries: self.retries) { _ in } }
            }
        }
    }

    /// Returns the days that polls request again for corrections, newest first: they show estimates, late values and
    /// gaps, and are few.
    private func seriesWindows(at time: Timestamp) -> [Range<Timestamp>] {
        let start = (time - configuration.timeSeries.refetch).startOfUTCDay
        var windows: [Range<Timestamp>] = []
        var end = (time + .milliseconds(1)).endOfUTCDay
        while end > start {
            let begin = max(start, end - configuration.api.maxWindow)
            windows.append(begin..<end)
            end = begin
        }
        return windows
    }

    private func invoicedWindow(at time: Timestamp) -> Range<Timestamp> {
        let calendar = configuration.calendar
        let first = calendar.start(of: (calendar.month(of: time) - configuration.invoiced.months).firstDay)
        return first.startOfUTCDay..<(time + .milliseconds(1)).endOfUTCDay
    }

    private var retries: RetryBudget { RetryBudget(configuration.api.maxRetries) }

    private func ask(
        _ group: Configuration.CustomerGroup, _ endpoint: PolledEndpoint, _ question: () async throws -> Void
    ) async throws {
        do {
            try await question()
        } catch let error as CancellationError {
            throw error
        } catch {
            state.withLock {
                $0.failures += 1
                $0.lastFailure = "\(error)"
            }
            log.warning(
                "a request failed; the answers so far are kept",
                metadata: [
                    "group": "\(group.name)", "endpoint": "\(endpoint.rawValue)", "error": "\(error)",
                ])
        }
        if let failure = state.withLock(\.spoolFailure) { throw failure }
    }

    private func client(_ group: Configuration.CustomerGroup) -> EnergyAPIClient {
        EnergyAPIClient(
            transport: transport, options: EnergyAPIClient.Options(configuration, group),
            pace: RequestPace(
                backoff: Backoff(), longestWait: Self.longestWait,
                log: { [log] in log.info("request failed", metadata: ["error": "\($0)"]) }),
            now: now, observe: { _, _ in },
            warn: { [log] in log.warning("odd answer", metadata: ["error": "\($0)"]) },
            inspect: { [weak self] url, response in self?.keep(response, of: url) })
    }

    private func keep(_ response: CurlResponse, of url: String) {
        let answer = RawAnswer(
            target: Self.target(url, base: configuration.api.url.text), askedAt: "\(now())",
            status: response.status,
            headers: response.headers.entries.map { RawAnswer.Header(name: $0.name, value: $0.value) },
            body: [])
        guard count < AnswerFolder.mostAnswers else { return }
        do {
            let place = try spool.append(response.body)
            state.withLock { state in
                state.answers.append((answer, place))
                state.texts.insert(body: response.body)
            }
        } catch {
            state.withLock { $0.spoolFailure = error }
        }
    }

    /// Removes the API's address from a URL, because it may tell whose proxy it is.
    static func target(_ url: String, base: String) -> String {
        var base = base
        while base.hasSuffix("/") { base.removeLast() }
        if url.hasPrefix(base), url.dropFirst(base.count).first == "/" { return String(url.dropFirst(base.count)) }
        let host = url.firstRange(of: "://").map { url[$0.upperBound...] } ?? url[...]
        return String(host[(host.firstIndex(of: "/") ?? host.startIndex)...])
    }
}
