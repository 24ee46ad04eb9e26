package import Curl
package import Ground
package import Metering

/// Asks the utility's API, one request at a time, and reads the answers.
///
/// It knows how a request is made, when one is tried again and what an answer means; which time is asked for when, and what
/// becomes of the readings, is for its caller.
package struct EnergyAPIClient: Sendable {
    /// What is the same for all requests of one customer group.
    package struct Options: Sendable {
        package var url: String
        /// Header `api-version`; empty sends none.
        package var version: String
        package var subscriptionKey: Secret
        package var headers: [(name: String, value: Secret)]
        package var isListCommaSeparated: Bool
        package var timeout: Duration
        package var maxResponseSize: Int
        /// `maxRows`; 0 sends none.
        package var pageSize: Int

        package init(
            url: String, version: String = "2.5", subscriptionKey: Secret,
            headers: [(name: String, value: Secret)] = [],
            isListCommaSeparated: Bool = false, timeout: Duration = .seconds(120), maxResponseSize: Int = 256 << 20,
            pageSize: Int = 0
        ) {
            self.url = url
            self.version = version
            self.subscriptionKey = subscriptionKey
            self.headers = headers
            self.isListCommaSeparated = isListCommaSeparated
            self.timeout = timeout
            self.maxResponseSize = maxResponseSize
            self.pageSize = pageSize
        }
    }

    /// A transfer that moves nothing for so long is given up, well before the whole time is over.
    static let stallTimeout = Duration.seconds(60)

    private let transport: CurlClient
    private let options: Options
    private let pace: RequestPace
    private let now: @Sendable () -> Timestamp
    private let observe: @Sendable (RequestResult, Duration) -> Void
    private let warn: @Sendable (String) -> Void

    /// - Parameters:
    ///   - pace: the retries and pauses, shared by all who ask the same API.
    ///   - observe: called for each request with how it ended and how long it took.
    ///   - warn: called with what an operator should know although the request succeeded.
    package init(
        transport: CurlClient, options: Options, pace: RequestPace, now: @escaping @Sendable () -> Timestamp,
        observe: @escaping @Sendable (RequestResult, Duration) -> Void,
        warn: @escaping @Sendable (String) -> Void
    ) {
        self.transport = transport
        self.options = options
        self.pace = pace
        self.now = now
        self.observe = observe
        self.warn = warn
    }

    /// Asks for time series and hands over each page as soon as it is there.
    ///
    /// An answer that is too large or takes too long is asked for again in two halves, down to a day. What was handed over
    /// before a failure is good.
    ///
    /// - Parameters:
    ///   - retries: how many more requests may be tried again; shared by the queries of one customer group in one poll.
    ///   - receive: takes a page; it is awaited before the next page is.
    /// - Throws: ``APIError``, or what `receive` throws, or `CancellationError`.
    package func timeSeries(
        _ query: TimeSeriesQuery, retries: RetryBudget, receive: (ReadingBatch) async throws -> Void
    ) async throws {
        try await ask(query, retries, receive)
    }

    /// Asks for invoiced values, in the same way.
    ///
    /// - Throws: ``APIError``, or what `receive` throws, or `CancellationError`.
    package func invoiced(
        _ query: InvoicedQuery, retries: RetryBudget, receive: (InvoiceBatch) async throws -> Void
    ) async throws {
        try await ask(query, retries, receive)
    }

    private func ask<Query: APIQuery>(
        _ query: Query, _ retries: RetryBudget, _ receive: (Query.Batch) async throws -> Void
    ) async throws {
        let endpoint = Endpoint(base: options.url, method: Query.method)
        let parts = query.parts(endpoint: endpoint.url, encoding, pageSize: options.pageSize)
        try await forEach(parts) { try await halving($0, endpoint, retries, receive) }
    }

    /// Makes one small request, to see that address, key and version are right: the first customer number's yesterday.
    ///
    /// - Returns: how many objects and readings the answer's first page holds.
    package func ping(_ query: TimeSeriesQuery) async throws -> (objects: Int, readings: Int) {
        let endpoint = Endpoint(base: options.url, method: TimeSeriesQuery.method)
        let url = endpoint.url(query.queryString(encoding, pageSize: options.pageSize))
        let answer: (page: DecodedPage<ReadingBatch>, duration: Duration) = try await page(url)
        observe(.ok, answer.duration)
        return (answer.page.objectCount, answer.page.readingCount)
    }

    private var encoding: QueryString.ListEncoding { options.isListCommaSeparated ? .comma : .repeated }

    private func halving<Query: APIQuery>(
        _ query: Query, _ endpoint: Endpoint, _ retries: RetryBudget,
        _ receive: (Query.Batch) async throws -> Void
    ) async throws {
        if !retries.isTooLong(query.window) {
            do {
                return try await walk(query, endpoint, retries, receive)
            } catch let error as APIError where error.isAnswerTooBig {
                // A time-out costs a try, so that an API that hangs does not hold the poll up for long.
                guard query.halves != nil, error.result != .timeout || retries.take() else { throw error }
                warn("\(error); asking for half the time")
                retries.noteTooLong(query.window)
            }
        }
        guard let (first, second) = query.halves else { return try await walk(query, endpoint, retries, receive) }
        // The newer half first, as everywhere: it is what is looked at.
        try await forEach([second, first]) { try await halving($0, endpoint, retries, receive) }
    }

    /// Asks for all parts of a question, also where one fails, unless the failure is about more than that part.
    ///
    /// - Throws: the first failure, once all have been asked for.
    private func forEach<Query: APIQuery>(
        _ parts: [Query], _ ask: (Query) async throws -> Void
    ) async throws {
        var failure: APIError?
        for part in parts {
            do {
                try await ask(part)
            } catch let error as APIError where error.result != .unauthorized && error.result != .rateLimited {
                failure = failure ?? error
            }
        }
        if let failure { throw failure }
    }

    private func walk<Query: APIQuery>(
        _ query: Query, _ endpoint: Endpoint, _ retries: RetryBudget,
        _ receive: (Query.Batch) async throws -> Void
    ) async throws {
        var walk = PageWalk(
            endpoint: endpoint, query: query.queryString(encoding, pageSize: options.pageSize),
            pageSize: options.pageSize, secrets: secrets)
        var url: String? = walk.firstURL
        var hasWarned = false
        while let asked = url {
            let answer: (page: DecodedPage<Query.Batch>, duration: Duration)
            do {
                answer = try await retrying(asked, retries, canHalve: query.halves != nil)
            } catch let error as APIError where walk.isProbing && error.result == .clientError {
                // Nobody promised that page: the one before it only happened to be full.
                return
            }
            // Where to go on comes first, so that a fault of it counts as the request's; what the page holds is good
            // all the same.
            let next = Result { () throws(APIError) in try walk.url(after: answer.page) }
            if case .failure(let error) = next {
                observe(error.result, answer.duration)
            } else {
                observe(.ok, answer.duration)
            }
            if let warning = walk.warning, !hasWarned {
                warn(warning)
                hasWarned = true
            }
            try await receive(answer.page.batch)
            url = try next.get()
        }
    }

    private func retrying<Batch: PagedBatch>(
        _ url: String, _ retries: RetryBudget, canHalve: Bool
    ) async throws -> (page: DecodedPage<Batch>, duration: Duration) {
        var attempt = 1
        while true {
            if let error = retries.givenUp { throw error }
            try await pace.waitUntilOpen()
            do {
                let answer: (page: DecodedPage<Batch>, duration: Duration) = try await page(url)
                retries.noteAnswer()
                return answer
            } catch let error as APIError {
                if error.result == .rateLimited { pace.hold(for: error.retryAfter) }
                retries.noteFailure(error)
                let willHalve = error.isAnswerTooBig && canHalve
                guard error.isPassing, !willHalve, retries.take() else { throw error }
                try await pace.wait(attempt: attempt, retryAfter: error.retryAfter, after: error)
                attempt += 1
            }
        }
    }

    /// A page and how long it took. A failure is noted here, a success by who knows where the page leads to.
    private func page<Batch: PagedBatch>(
        _ url: String
    ) async throws -> (page: DecodedPage<Batch>, duration: Duration) {
        let start = ContinuousClock.now
        do {
            return (try await answer(url), ContinuousClock.now - start)
        } catch let error as APIError {
            observe(error.result, ContinuousClock.now - start)
            throw error
        }
    }

    private func answer<Batch: PagedBatch>(_ url: String) async throws -> DecodedPage<Batch> {
        let response: CurlResponse
        do {
            response = try await transport.send(request(url))
        } catch CurlError.cancelled {
            throw CancellationError()
        } catch {
            throw APIError(error)
        }
        if let error = APIError(response, redacting: secrets) { throw error }
        return try Batch.decode(response.body, now: now())
    }

    private func request(_ url: String) -> CurlRequest {
        var headers = [(name: "Accept", value: "application/json")]
        if !options.version.isEmpty { headers.append((name: "api-version", value: options.version)) }
        headers.append((name: "Ocp-Apim-Subscription-Key", value: options.subscriptionKey.reveal()))
        headers += options.headers.map { (name: $0.name, value: $0.value.reveal()) }
        return CurlRequest(
            url: url, headers: headers, timeout: options.timeout,
            stallTimeout: min(options.timeout, EnergyAPIClient.stallTimeout), maxResponseSize: options.maxResponseSize)
    }

    private var secrets: [Secret] { [options.subscriptionKey] + options.headers.map(\.value) }
}
