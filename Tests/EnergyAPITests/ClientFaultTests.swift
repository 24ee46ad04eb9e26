import Curl
import Ground
import Metering
import Simulator
import TestSupport
import Testing

@testable import EnergyAPI

/// Each fault of the simulator over TCP: its classification, and its line in the log.
struct ClientFaultTests {
    @Test(
        arguments: [
            (
                "401", RequestResult.unauthorized,
                "the API refused the subscription key (HTTP 401): {\"statusCode\":401,\"message\":\"Access denied due to invalid"
            ),
            // The gateway's answer where a quota is used up.
            ("quota", .rateLimited, "the API asks for fewer requests (HTTP 403)"),
            ("403", .unauthorized, "the API refused access (HTTP 403)"),
            ("404", .clientError, "the API refused the request (HTTP 404)"),
            ("429:1:retry-after=9", .rateLimited, "the API asks for fewer requests (HTTP 429)"),
            ("500", .serverError, "the API failed (HTTP 500)"),
            ("503", .serverError, "the API failed (HTTP 503)"),
            (
                "redirect", .invalid,
                "the API answered with a redirect (HTTP 302) to https://login.example/signin, which is not followed"
            ),
            ("malformed", .invalid, "the answer is not a page of readings: "),
            ("html", .invalid, "the answer is not a page of readings: it is HTML"),
            ("truncated", .network, ""),
            ("closed", .network, ""),
            ("reset", .network, ""),
            ("looping-next", .invalid, "the answer's \"next\" leads back to a page that was already read"),
            (
                "odd-next:1:text=more", .invalid,
                "the answer's \"next\" is neither a URL of this method nor a number: \"more\""
            ),
        ] as [(String, RequestResult, String)])
    func eachFaultIsToldApart(fault: String, result: RequestResult, text: String) async throws {
        let test = try await TestClient(faults: [fault])
        let answer = await test.ask()
        let error = try #require(answer.error as? APIError)
        #expect(error.result == result, "\(error)")
        #expect(error.description.hasPrefix(text), "\(error)")
        #expect(!error.description.contains("secret"))
        await test.shutDown()
    }

    @Test(arguments: ["stalled-head", "stalled-body", "slow:1:delay=1h"])
    func aMissingAnswerTimesOut(fault: String) async throws {
        let test = try await TestClient(faults: [fault])
        let answer = await test.ask(with: test.client(test.options { $0.timeout = .milliseconds(300) }))
        let error = try #require(answer.error as? APIError)
        #expect(error.result == .timeout, "\(error)")
        await test.shutDown()
    }

    @Test(arguments: ["huge", "huge:1:size=90000000", "gzip-bomb"])
    func aHugeAnswerIsCutOff(fault: String) async throws {
        let test = try await TestClient(faults: [fault])
        let answer = await test.ask(with: test.client(test.options { $0.maxResponseSize = 1 << 20 }))
        let error = try #require(answer.error as? APIError)
        #expect(error.result == .invalid, "\(error)")
        #expect(error.isAnswerTooBig)
        await test.shutDown()
    }

    @Test func aWrongKeyIsDistinguishedFromNoConsumption() async throws {
        let test = try await TestClient()
        let answer = await test.ask(with: test.client(test.options { $0.subscriptionKey = Secret("wrong-key-4711") }))
        let error = try #require(answer.error as? APIError)
        #expect(error.result == .unauthorized)
        #expect(!error.description.contains("4711"))
        await test.shutDown()
    }

    @Test func aWrongVersionIsARequestError() async throws {
        let test = try await TestClient()
        let answer = await test.ask(with: test.client(test.options { $0.version = "1.0" }))
        #expect((answer.error as? APIError)?.result == .clientError)
        await test.shutDown()
    }

    @Test func wrongTypesCostOnlyTheirOwnReadings() async throws {
        let test = try await TestClient(faults: ["wrong-types"])
        var rejected: [RejectionReason: Int] = [:]
        var readings = 0
        try await test.client().timeSeries(test.query, retries: RetryBudget(0)) { page in
            rejected.merge(page.rejected, uniquingKeysWith: +)
            readings += page.count
        }
        #expect(readings > 0)
        #expect(!rejected.isEmpty)
        await test.shutDown()
    }

    @Test func aPassingFaultIsRetriedAndNothingIsMissing() async throws {
        let whole = try await TestClient()
        let expected = await whole.ask().readings
        #expect(expected > 0)
        let test = try await TestClient(faults: ["500:1:first=2"])
        let answer = await test.ask(retries: 2)
        #expect(answer.error == nil)
        #expect(answer.readings == expected)
        #expect(test.results == [.serverError, .serverError, .ok])
        // Full jitter with a random of 1: the longest pauses, from 1 s on, doubling.
        #expect(test.waits == [.seconds(1), .seconds(2)])
        await test.shutDown()
        await whole.shutDown()
    }

    @Test func aMaintenancePageIsRetried() async throws {
        let test = try await TestClient(faults: ["html:1:first=1"])
        let answer = await test.ask(retries: 1)
        #expect(answer.error == nil)
        #expect(answer.readings > 0)
        #expect(test.results == [.invalid, .ok])
        await test.shutDown()
    }

    @Test func retriesStayWithinTheBudget() async throws {
        let test = try await TestClient(faults: ["500"])
        let answer = await test.ask(retries: 3)
        #expect((answer.error as? APIError)?.result == .serverError)
        #expect(test.results.count == 4)
        await test.shutDown()
    }

    @Test func aRefusedKeyIsNotRetried() async throws {
        let test = try await TestClient(faults: ["401"])
        _ = await test.ask(retries: 3)
        #expect(test.results == [.unauthorized])
        await test.shutDown()
    }

    @Test(arguments: ["429:1:first=1,retry-after=7", "503:1:first=1,retry-after=7"])
    func retryAfterIsHonoured(fault: String) async throws {
        let test = try await TestClient(faults: [fault])
        let answer = await test.ask(retries: 1)
        #expect(answer.error == nil)
        let waited = test.waits.reduce(.zero, +)
        #expect(waited >= .seconds(7) && waited <= .seconds(15), "\(test.waits)")
        await test.shutDown()
    }

    @Test func aPauseOfMoreThanADayIsCutToADay() async throws {
        let test = try await TestClient(faults: ["429:1:first=1,retry-after=999999"])
        let answer = await test.ask(with: test.client(longestWait: RequestPace.longestHold), retries: 1)
        #expect(answer.error == nil && answer.readings > 0)
        let waited = test.waits.reduce(.zero, +)
        #expect(waited >= .days(1) && waited < .days(1) + .seconds(60), "\(test.waits)")
        await test.shutDown()
    }

    @Test func aRetryAfterThatIsADateIsHonoured() async throws {
        // libcurl compares it with the machine's clock, so that it has to be the simulator's too.
        let test = try await TestClient(faults: ["429:1:first=1,retry-date=200"], now: WallClock.now)
        let answer = await test.ask(retries: 1)
        #expect(answer.error == nil)
        let waited = test.waits.reduce(.zero, +)
        // A date is cut to whole seconds, and the answer takes some of them.
        #expect(waited > .seconds(150) && waited <= .seconds(400), "\(test.waits)")
        await test.shutDown()
    }

    @Test func aLongRateLimitEndsThePollInsteadOfHoldingItUp() async throws {
        let test = try await TestClient(faults: ["429:1:retry-after=4000"])
        let client = test.client()
        let answer = await test.ask(with: client, retries: 3)
        #expect((answer.error as? APIError)?.result == .rateLimited)
        #expect(test.waits.isEmpty)
        // The next question is not even sent.
        let second = await test.ask(with: client, retries: 3)
        #expect((second.error as? APIError)?.description.contains("asked to wait 4000 s more") == true)
        #expect(test.results.count == 1)
        await test.shutDown()
    }

    @Test func anAnswerTooLargeForAWindowIsAskedForInHalves() async throws {
        let whole = try await TestClient()
        let expected = await whole.ask().readings
        let test = try await TestClient(faults: ["huge:1:size=90000000,longer=1d"])
        let answer = await test.ask(with: test.client(test.options { $0.maxResponseSize = 8 << 20 }))
        #expect(answer.error == nil)
        #expect(answer.readings == expected)
        #expect(test.results == [.invalid, .ok, .ok])
        #expect(test.warnings.count == 1)
        await test.shutDown()
        await whole.shutDown()
    }

    @Test func aWindowThatTakesTooLongIsAskedForInHalvesAndSoIsTheNext() async throws {
        let test = try await TestClient(faults: ["stalled-head:1:longer=1d"])
        // Long enough for the halves on a busy machine; only the whole window takes it.
        let client = test.client(test.options { $0.timeout = .seconds(12) })
        let budget = RetryBudget(1)
        for _ in 0..<2 { try await client.timeSeries(test.query, retries: budget) { _ in } }
        #expect(test.results == [.timeout, .ok, .ok, .ok, .ok])
        await test.shutDown()
    }

    @Test func oneFailingHalfDoesNotCostTheOther() async throws {
        let test = try await TestClient()
        // Whatever holds the first of September is too large.
        let day = Duration.seconds(86_400)
        var query = test.query
        query.window = (TestClient.window.lowerBound - day)..<(TestClient.window.lowerBound + day)
        let whole = await test.ask(query).readings
        test.server.setFaults([try FaultRule(parsingFault: "huge:1:size=90000000,first=2")])
        let answer = await test.ask(query, with: test.client(test.options { $0.maxResponseSize = 8 << 20 }))
        // The window and its newer half were refused, the older half was asked for all the same.
        #expect((answer.error as? APIError)?.isAnswerTooBig == true)
        #expect(answer.readings > 0 && answer.readings < whole)
        await test.shutDown()
    }

    @Test func oneFailingPartOfALongListDoesNotCostTheOthers() async throws {
        let test = try await TestClient()
        var query = test.query
        query.customerNumbers += (0..<150).map { String(900_000 + $0) }
        test.server.setFaults([try FaultRule(parsingFault: "404:1:customer=900149")])
        let answer = await test.ask(query)
        #expect((answer.error as? APIError)?.result == .clientError)
        #expect(answer.readings > 0)
        await test.shutDown()
    }

    @Test func aPagingFaultCountsAsAnInvalidAnswer() async throws {
        let test = try await TestClient(faults: ["looping-next"])
        _ = await test.ask()
        // The first page leads to itself by another URL, the second by its own.
        #expect(test.results == [.ok, .invalid])
        await test.shutDown()
    }

    @Test func requestsToAnAPIThatIsDownEnd() async throws {
        let test = try await TestClient(faults: ["closed"])
        let client = test.client()
        let budget = RetryBudget(2)
        for _ in 0..<30 {
            await #expect(throws: APIError.self) { try await client.timeSeries(test.query, retries: budget) { _ in } }
        }
        #expect(test.results.count == RetryBudget.mostFailuresInARow)
        await test.shutDown()
    }

    @Test func aForeignNextDoesNotGetTheKey() async throws {
        let stranger = try await TestClient()
        let strangersHost = stranger.server.url.dropFirst("http://".count).prefix { $0 != "/" }
        var pages = PageForm()
        pages.limit = 400
        let test = try await TestClient(faults: ["foreign-next:1:host=\(strangersHost)"], pages: pages)
        let plain = try await TestClient(pages: pages)
        let expected = await plain.ask()
        let answer = await test.ask()
        #expect(answer.error == nil)
        #expect(answer.readings == expected.readings)
        #expect(answer.pages > 2)
        #expect(stranger.server.requests.isEmpty)
        #expect(test.warnings.allSatisfy { $0.contains("only its query is used") } && !test.warnings.isEmpty)
        for one in [stranger, test, plain] { await one.shutDown() }
    }

    @Test func cancellationEndsARequestSoon() async throws {
        let test = try await TestClient(faults: ["stalled-body"])
        let task = Task { await test.ask().error }
        try await eventually("the request has arrived") { !test.server.requests.isEmpty }
        let start = ContinuousClock.now
        task.cancel()
        #expect(await task.value is CancellationError)
        #expect(ContinuousClock.now - start < .seconds(5))
        await test.shutDown()
    }
}
