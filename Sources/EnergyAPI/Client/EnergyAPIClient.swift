package import Curl
package import Ground
package import Metering

/// Makes requests to the utility's API, one at a time, and reads the answers.
///
/// It knows how to make a request, when to try it again and what an answer means. Its caller decides about the time to
/// request, and handles the readings.
package struct EnergyAPIClient: Sendable {
    /// A transfer that stalls for this long is given up, well before the whole time is over.
    static let stallTimeout = Duration.seconds(60)

    private let transport: CurlClient
    private let options: Options
    private let pace: RequestPace
    private let now: @Sendable () -> Timestamp
    private let observe: @Sendable (RequestResult, Duration) -> Void
    private let warn: @Sendable (String) -> Void
    private let recordClock: @Sendable (Duration) -> Void
    private let inspect: (@Sendable (_ url: String, CurlResponse) -> Void)?
    private let limit = AnswerLimit()

    /// - Parameters:
    ///   - pace: the retries and pauses, shared by all users of one API.
    ///   - observe: called for each request with its result and duration.
    ///   - warn: called with remarks for an operator about requests that succeeded.
    ///   - recordClock: called with the time by which this machine's clock is ahead of the API's, for each answer that
    ///     has a date.
    ///   - inspect: called with every answer as it arrived, before it is read.
    package init(
        transport: CurlClient, options: Options, pace: RequestPace, now: @escaping @Sendable () -> Timestamp,
        observe: @escaping @Sendable (RequestResult, Duration) -> Void,
        warn: @escaping @Sendable (String) -> Void,
        recordClock: @escaping @Sendable (Duration) -> Void = { _ in },
        inspect: (@Sendable (_ url: String, CurlResponse) -> Void)? = nil
    ) {
        self.recordClock = recordClock
        self.inspect = inspect
        self.transport = transport
        self.options = options
        self.pace = pace
        self.now = now
        self.observe = observe
        self.warn = warn
    }

    /// Requests time series and hands over each page as soon as it arrives.
    ///
    /// If an answer is too large or takes too long, its window is requested again in two halves, down to a day. Pages
    /// handed over before a failure are good.
    ///
    /// - Parameters:
    ///   - retries: the number of retries left; shared by the queries of one customer group in one poll.
    ///   - canSplit: true if the caller splits the customer numbers when a day of all of them is too large.
    ///   - receive: handles a page; it is awaited before the next page is requested.
    /// - Throws: ``APIError``, an error of `receive`, or `CancellationError`; if `canSplit`, ``AnswerLimit/Exceeded``.
    package func timeSeries(
        _ query: TimeSeriesQuery, retries: RetryBudget, canSplit: Bool = false,
        receive: (ReadingBatch) async throws -> Void
    ) async throws {
        try await ask(query, retries, canSplit && query.customerNumbers.count > 1, receive)
    }

    /// Requests invoiced values, in the same way.
    ///
    /// - Throws: ``APIError``, an error of `receive`, or `CancellationError`.
    package func invoiced(
        _ query: InvoicedQuery, retries: RetryBudget, receive: (InvoiceBatch) async throws -> Void
    ) async throws {
        try await ask(query, retries, false, receive)
    }

    private func ask<Query: APIQuery>(
        _ query: Query, _ retries: RetryBudget, _ canSplit: Bool, _ receive: (Query.Batch) async throws -> Void
    ) async throws {
        let endpoint = Endpoint(base: options.url, method: Query.method)
        try await forEach(cut(query)) { try await halving($0, endpoint, retries, canSplit, receive) }
    }

    /// Records that even a day of this many customer numbers is too large; ``parts(of:)`` then splits them.
    package func record(tooMany numbers: [String]) { limit.record(tooMany: numbers) }

    /// Splits a query into parts that are one request each, apart from paging and halving, so that a refused part can
    /// be identified.
    package func parts(of query: TimeSeriesQuery) -> [TimeSeriesQuery] {
        let numbers = query.customerNumbers
        guard limit.areTooMany(numbers) else { return cut(query) }
        return [numbers[..<(numbers.count / 2)], numbers[(numbers.count / 2)...]].flatMap { half in
            var part = query
            part.customerNumbers = Array(half)
            return parts(of: part)
        }
    }

    /// Splits a query for invoiced values in the same way.
    package func parts(of query: InvoicedQuery) -> [InvoicedQuery] { cut(query) }

    private func cut<Query: APIQuery>(_ query: Query) -> [Query] {
        let endpoint = Endpoint(base: options.url, method: Query.method)
        return query.parts(endpoint: endpoint.url, encoding, pageSize: options.pageSize)
    }

    /// Makes one small request, to check address, key and version, and to see the form of the times.
    package func ping(_ query: TimeSeriesQuery) async throws -> PingAnswer {
        let endpoint = Endpoint(base: options.url, method: TimeSeriesQuery.method)
        let url = endpoint.url(query.queryString(encoding, pageSize: options.pageSize))
        let rules = options.rules
        let (page, duration) = try await timed {
            try await answer(url, empty: PageSample()) { body throws(APIError) in
                try PageDecoder.sample(body, rules: rules)
            }
        }
        observe(.ok, duration)
        return PingAnswer(page)
    }

    private var encoding: QueryString.ListEncoding { options.isListCommaSeparated ? .comma : .repeated }

    private func halving<Query: APIQuery>(
        _ query: Query, _ endpoint: Endpoint, _ retries: RetryBudget, _ canSplit: Bool,
        _ receive: (Query.Batch) async throws -> Void
    ) async throws {
        if query.halves == nil || !(retries.isTooLong(query.window) || limit.isTooLong(query.window)) {
            do {
                return try await walk(query, endpoint, retries, canSplit, receive)
            } catch let error as AnswerLimit.Exceeded {
                guard query.halves != nil else { throw error }
                limit.record(tooLong: query.window)
            } catch let error as APIError where error.isAnswerTooBig {
                // A time-out costs a retry, so that an API that hangs does not hold up the poll for long.
                guard query.halves != nil, error.result != .timeout || retries.take() else { throw error }
                warn("\(error); asking for half the time")
                retries.recordTooLong(query.window)
            }
        }
        guard let (first, second) = query.halves else {
            return try await walk(query, endpoint, retries, canSplit, receive)
        }
        // The newer half comes first, as everywhere, because people look at it first.
        try await forEach([second, first]) { try await halving($0, endpoint, retries, canSplit, receive) }
    }

    /// Requests every part, even after one fails, unless the failure (401, 429, a quota) concerns them all.
    ///
    /// - Throws: the first failure, after all parts have been requested; a refusal only if nothing else has failed,
    ///   because it may turn out to mean that there is nothing.
    private func forEach<Query: APIQuery>(
        _ parts: [Query], _ ask: (Query) async throws -> Void
    ) async throws {
        var failure: APIError?
        for part in parts {
            do {
                try await ask(part)
            } catch let error as APIError where !error.concernsAll {
                if failure == nil || (failure?.refusal != nil && error.refusal == nil) { failure = error }
            }
        }
        if let failure { throw failure }
    }

    private func walk<Query: APIQuery>(
        _ query: Query, _ endpoint: Endpoint, _ retries: RetryBudget, _ canSplit: Bool,
        _ receive: (Query.Batch) async throws -> Void
    ) async throws {
        var walk = PageWalk(
            endpoint: endpoint, query: query.queryString(encoding, pageSize: options.pageSize),
            pageSize: options.pageSize, secrets: secrets)
        var url: String? = walk.firstURL
        var hasWarned = false
        var cut: CutHour?
        while let asked = url {
            let answer: (page: DecodedPage<Query.Batch>, duration: Duration)
            do {
                answer = try await retrying(asked, retries, canHalve: query.halves != nil, canSplit: canSplit, cut)
            } catch let error as APIError where walk.isProbing && error.result == .clientError {
                // That page was not announced: the one before it only happened to be full.
                return
            }
            // The next URL is determined first, so that a fault of it counts as the request's; the page's readings are
            // good
            // anyway.
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
            cut = answer.page.cut
            try await receive(answer.page.batch)
            url = try next.get()
        }
    }

    private func retrying<Batch: PagedBatch>(
        _ url: String, _ retries: RetryBudget, canHalve: Bool, canSplit: Bool, _ cut: CutHour?
    ) async throws -> (page: DecodedPage<Batch>, duration: Duration) {
        var attempt = 1
        while true {
            if let error = retries.givenUp { throw error }
            try await pace.waitUntilOpen()
            do {
                let answer: (page: DecodedPage<Batch>, duration: Duration) = try await page(
                    url, isBounded: canHalve || canSplit, after: cut)
                retries.recordAnswer()
                return answer
            } catch let error as APIError {
                if error.result == .rateLimited { await pace.hold(for: error.retryAfter) }
                retries.recordFailure(error)
                let willHalve = error.isAnswerTooBig && canHalve
                guard error.isPassing, !willHalve, retries.take() else { throw error }
                try await pace.wait(attempt: attempt, retryAfter: error.retryAfter, after: error)
                attempt += 1
            }
        }
    }

    private func page<Batch: PagedBatch>(
        _ url: String, isBounded: Bool, after cut: CutHour?
    ) async throws -> (page: DecodedPage<Batch>, duration: Duration) {
        var rules = options.rules
        rules.pageSize = options.pageSize
        return try await timed { [rules] in
            try await answer(url, isBounded: isBounded, empty: Batch()) { body throws(APIError) in
                try Batch.decode(body, now: now(), rules: rules, after: cut)
            }
        }
    }

    /// Requests a page and measures the time. A failure is recorded here, a success by the caller that knows the next
    /// page.
    private func timed<Content>(
        _ ask: () async throws -> DecodedPage<Content>
    ) async throws -> (page: DecodedPage<Content>, duration: Duration) {
        let start = ContinuousClock.now
        do {
            return (try await ask(), ContinuousClock.now - start)
        } catch let error as APIError {
            observe(error.result, ContinuousClock.now - start)
            throw error
        }
    }

    private func answer<Content>(
        _ url: String, isBounded: Bool = false, empty: Content,
        _ decode: (consuming [UInt8]) throws(APIError) -> DecodedPage<Content>
    ) async throws -> DecodedPage<Content> {
        let response: CurlResponse
        let largest = isBounded ? min(options.maxResponseSize, options.boundedResponseSize) : options.maxResponseSize
        let asked = now()
        do {
            response = try await transport.send(request(url, largest: largest))
        } catch CurlError.cancelled {
            throw CancellationError()
        } catch CurlError.tooLarge where largest < options.maxResponseSize {
            throw AnswerLimit.Exceeded()
        } catch {
            throw APIError(error)
        }
        if let date = response.date { recordClock(Self.clockOffset(date, asked: asked, answered: now())) }
        inspect?(url, response)
        if let error = APIError(response, redacting: secrets) { throw error }
        if response.status == 204 { return DecodedPage(batch: empty, next: .end, objectCount: 0, readingCount: 0) }
        return try decode(response.body)
    }

    /// Returns the time by which a clock is ahead of the one that has dated an answer, to the second: the date is no
    /// more precise, and was set at some time between request and answer.
    static func clockOffset(_ date: Timestamp, asked: Timestamp, answered: Timestamp) -> Duration {
        if date + .seconds(1) < asked { return asked - date - .seconds(1) }
        return date > answered ? answered - date : .zero
    }

    private func request(_ url: String, largest: Int) -> CurlRequest {
        var headers = [(name: "Accept", value: "application/json")]
        if !options.version.isEmpty { headers.append((name: "api-version", value: options.version)) }
        headers.append((name: "Ocp-Apim-Subscription-Key", value: options.subscriptionKey.reveal()))
        headers += options.headers.map { (name: $0.name, value: $0.value.reveal()) }
        return CurlRequest(
            url: url, headers: headers, timeout: options.timeout,
            stallTimeout: min(options.timeout, Self.stallTimeout), maxResponseSize: largest)
    }

    private var secrets: [Secret] { [options.subscriptionKey] + options.headers.map(\.value) }
}
