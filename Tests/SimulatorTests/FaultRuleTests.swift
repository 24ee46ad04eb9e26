import Testing

@testable import Simulator

struct FaultRuleTests {
    @Test(arguments: FaultRule.kindNames)
    func everyNameIsAKind(_ name: String) throws {
        let rule = try FaultRule(parsingFault: name)
        #expect(rule.probability == 1 && rule.first == nil)
        if let status = Int(name) {
            guard case .status(status, _) = rule.kind else {
                Issue.record("\(rule.kind)")
                return
            }
        }
    }

    @Test func probabilityAndOptionsAreRead() throws {
        var expected = FaultRule(.status(429, retryAfter: .seconds(30)), probability: 0.1, first: 3)
        expected.after = 2
        expected.customer = "100002"
        expected.offset = 4
        expected.page = 5
        expected.longerThan = .seconds(3 * 86_400)
        let text = "429:0.1:retry-after=30,first=3,after=2,customer=100002,offset=4,page=5,longer=3d"
        #expect(try FaultRule(parsingFault: text) == expected)
    }

    @Test(arguments: [
        ("slow:1:delay=1m30s", FaultKind.slow(.seconds(90))),
        ("huge:size=2MiB", .huge(bytes: 2 << 20)),
        ("503:1:retry-date=60", .status(503, retryAfter: .date(60))),
        ("redirect:1:location=http://127.0.0.1:9/x", .redirect(location: "http://127.0.0.1:9/x")),
        ("foreign-next:host=foreign.example:8443", .foreignNext(host: "foreign.example:8443")),
        ("odd-next:0.5:text=page two", .oddNext(text: "page two")),
    ])
    func aKindHasItsOwnOptions(_ text: String, _ kind: FaultKind) throws {
        #expect(try FaultRule(parsingFault: text).kind == kind)
    }

    @Test(arguments: [
        ("boom", "\"boom\" is none of"), ("429:2", "its probability \"2\""), ("429:often", "its probability \"often\""),
        ("429:1:first", "its option \"first\" is not name=value"), ("429:1:delay=2s", "it has no option \"delay\""),
        ("slow:1:delay=soon", "delay=soon is not a duration"), ("500:first=1,first=2", "is given twice"),
        ("500:first=-1", "first=-1 is not a whole number"), ("huge:size=big", "size=big is not a size"),
    ])
    func theErrorSaysWhatIsWrongWithAFault(_ text: String, _ part: String) throws {
        let error = try #require(throws: SimulatorError.self) { try FaultRule(parsingFault: text) }
        #expect(error.description.contains(part) && error.description.contains("\"\(text)\""))
    }

    private func query(customer: String = "100001", days: Int64 = 1, offset: Int = 0, maxRows: Int = 0) throws
        -> TimeSeriesQuery
    {
        try TimeSeriesQuery([
            QueryItem(name: "customerNumbers", value: customer), QueryItem(name: "resolution", value: "hour"),
            QueryItem(name: "fromDate", value: "2026-11-01"), QueryItem(name: "toDate", value: "2026-11-0\(1 + days)"),
            QueryItem(name: "offset", value: "\(offset)"), QueryItem(name: "maxRows", value: "\(maxRows)"),
        ])
    }

    private func plan(_ faults: String...) throws -> FaultPlan {
        FaultPlan(try faults.map { try FaultRule(parsingFault: $0) }, seed: 1)
    }

    @Test func countsLimitAFault() throws {
        var plan = try plan("500:after=1,first=2")
        let kinds = (0..<5).map { _ in plan.next(nil, pageLimit: 0) }
        #expect(kinds == [nil, .status(500), .status(500), nil, nil])
    }

    @Test func aFaultCanBeForOneCustomerPageOrWindow() throws {
        var customer = try plan("500:customer=100002")
        #expect(customer.next(try query(), pageLimit: 0) == nil)
        #expect(customer.next(nil, pageLimit: 0) == nil)
        #expect(customer.next(try query(customer: "100001,100002"), pageLimit: 0) == .status(500))
        var offset = try plan("500:offset=20")
        #expect(offset.next(try query(), pageLimit: 0) == nil)
        #expect(offset.next(try query(offset: 20), pageLimit: 0) == .status(500))
        var page = try plan("500:page=3")
        #expect(page.next(try query(offset: 10, maxRows: 10), pageLimit: 0) == nil)
        #expect(page.next(try query(offset: 20, maxRows: 10), pageLimit: 0) == .status(500))
        #expect(page.next(try query(offset: 14), pageLimit: 7) == .status(500))
        var window = try plan("500:longer=2d")
        #expect(window.next(try query(days: 2), pageLimit: 0) == nil)
        #expect(window.next(try query(days: 3), pageLimit: 0) == .status(500))
    }

    @Test func theFirstRuleThatAppliesWins() throws {
        var plan = try plan("500:first=1", "closed")
        #expect(plan.next(nil, pageLimit: 0) == .status(500))
        #expect(plan.next(nil, pageLimit: 0) == .closed)
    }

    @Test func chanceIsFairAndReproducible() throws {
        var first = try plan("500:0.3")
        var second = try plan("500:0.3")
        let kinds = (0..<1000).map { _ in first.next(nil, pageLimit: 0) }
        #expect(kinds == (0..<1000).map { _ in second.next(nil, pageLimit: 0) })
        #expect((250...350).contains(kinds.count { $0 != nil }))
    }
}

extension FaultPlan {
    /// Returns the fault of the next request's answer as a whole.
    mutating func next(
        _ query: TimeSeriesQuery?, _ endpoint: SimulatedEndpoint = .timeSeries, pageLimit: Int
    ) -> FaultKind? { deal(query, endpoint, pageLimit: pageLimit).fault }
}
