import Metering
import Testing

@testable import EnergyAPI

struct PageWalkTests {
    private let endpoint = Endpoint(
        base: "https://api.example.se/ConsumptionExternal", method: "/api/Consumption/TimeSeries")

    private func walk(pageSize: Int = 0) -> PageWalk {
        var query = QueryString()
        query.append("customerNumbers", "100001")
        if pageSize > 0 { query.append("maxRows", String(pageSize)) }
        return PageWalk(endpoint: endpoint, query: query, pageSize: pageSize)
    }

    private func page(_ next: NextPage, starts: [Int64] = [0], point: String = "1") -> DecodedPage<ReadingBatch> {
        let source = ReadingSource(
            meter: MeterID(meteringPoint: point, deliveryCategory: "EL", microproduction: false))
        let readings = ReadingColumns(
            starts: starts, ends: starts.map { $0 + 15 }, values: starts.map { _ in 1 }, statuses: starts.map { _ in 0 }
        )
        return DecodedPage(
            batch: ReadingBatch(
                sources: [source], series: [SeriesColumns(source: 0, unit: "kWh", readings: readings)], statuses: [""]),
            next: next, objectCount: 1, readingCount: starts.count)
    }

    private let base = "https://api.example.se/ConsumptionExternal/api/Consumption/TimeSeries"

    @Test func aPageWithoutNextIsTheLast() throws {
        var walk = walk()
        #expect(walk.firstURL == base + "?customerNumbers=100001")
        #expect(try walk.url(after: page(.end)) == nil)
    }

    @Test(arguments: [
        ("200", "?customerNumbers=100001&offset=200"),
        ("200.0", "?customerNumbers=100001&offset=200"),
        ("?customerNumbers=100001&offset=5", "?customerNumbers=100001&offset=5"),
        ("https://api.example.se/ConsumptionExternal/api/Consumption/TimeSeries?offset=5", "?offset=5"),
        ("HTTPS://API.example.se:443/ConsumptionExternal/api/Consumption/TimeSeries?offset=5", "?offset=5"),
        ("//api.example.se/ConsumptionExternal/api/Consumption/TimeSeries?offset=5", "?offset=5"),
        ("/ConsumptionExternal/api/Consumption/TimeSeries?offset=5", "?offset=5"),
        ("TimeSeries?offset=5", "?offset=5"),
        ("?offset=5#top", "?offset=5"),
    ])
    func nextIsFollowedInEachForm(next: String, query: String) throws {
        var walk = walk()
        #expect(try walk.url(after: page(.text(next))) == base + query)
        #expect(walk.warning == nil)
    }

    @Test(arguments: [
        "/api/Consumption/TimeSeries?offset=5", "/v2/Consumption/timeseries/?offset=5",
        "https://api.example.se/other/TimeSeries?offset=5",
    ])
    func aLinkWithoutTheBasePathLeadsToTheSameEndpoint(next: String) throws {
        var walk = walk()
        #expect(try walk.url(after: page(.text(next))) == base + "?offset=5")
        #expect(walk.warning == nil)
    }

    @Test(arguments: [
        "https://evil.example/TimeSeries?offset=5", "http://api.example.se/api/Consumption/TimeSeries?offset=5",
        "https://api.example.se:8443/TimeSeries?offset=5", "//evil.example/x/TimeSeries?offset=5",
        "https://api.example.se@evil.example/TimeSeries?offset=5",
        "http://backend.internal:8080/api/Consumption/TimeSeries?offset=5",
    ])
    func onlyTheQueryOfAForeignNextIsUsed(next: String) throws {
        var walk = walk()
        #expect(try walk.url(after: page(.text(next))) == base + "?offset=5")
        #expect(walk.warning?.contains("only its query is used, on https://api.example.se") == true)
    }

    @Test(arguments: [
        "more", "https://evil.example/", "https://evil.example/steal?offset=5", "https://api.example.se?offset=5",
        "/ConsumptionExternal/api/Consumption/Other?offset=5", "/ConsumptionExternal?offset=5",
        "/api/Consumption/InvoicedConsumption/Customer?offset=5", "TimeSeries", "javascript:alert(1)?x",
        "ftp://api.example.se/?offset=5", "-5", "1.5",
        "a b?c",
        "https:\\\\evil.example?x=1", "/\\evil.example\u{7}?x", "#",
    ])
    func anyOtherTextIsAnError(next: String) {
        var walk = walk()
        #expect(throws: APIError.self) { _ = try walk.url(after: page(.text(next))) }
    }

    @Test func aQueryFromTheServerCannotChangeTheRestOfTheRequest() throws {
        var walk = walk()
        let url = try walk.url(after: page(.text("?a=<x>\"å")))
        #expect(url == base + "?a=%3Cx%3E%22%C3%A5")
    }

    @Test func aNextThatLeadsBackIsAnError() throws {
        var walk = walk()
        _ = try walk.url(after: page(.text("5")))
        _ = try walk.url(after: page(.text("10"), starts: [15]))
        #expect(throws: APIError(.invalid, "the answer's \"next\" leads back to a page that was already read")) {
            _ = try walk.url(after: page(.text("5"), starts: [30]))
        }
    }

    @Test func aNextToTheFirstPageIsAnErrorToo() {
        var walk = walk()
        #expect(throws: APIError.self) { _ = try walk.url(after: page(.text("?customerNumbers=100001"))) }
    }

    @Test func anInvalidNextIsAnError() {
        var walk = walk()
        #expect(throws: APIError(.invalid, "the answer's \"next\" is neither a text nor a number")) {
            _ = try walk.url(after: page(.odd))
        }
    }

    @Test func aFullPageWithoutNextIsFollowedByOneMore() throws {
        var walk = walk(pageSize: 2)
        #expect(
            try walk.url(after: page(.end, starts: [0, 15])) == base + "?customerNumbers=100001&maxRows=2&offset=2")
        #expect(walk.isProbing)
        #expect(
            try walk.url(after: page(.end, starts: [30, 45])) == base + "?customerNumbers=100001&maxRows=2&offset=4")
        #expect(try walk.url(after: page(.end, starts: [])) == nil)
    }

    @Test func aPageWithNothingNewEndsTheWalk() throws {
        var walk = walk(pageSize: 2)
        _ = try walk.url(after: page(.end, starts: [0, 15]))
        #expect(try walk.url(after: page(.end, starts: [0, 15])) == nil)
    }

    @Test func aPageThatIsNotFullIsTheLast() throws {
        var walk = walk(pageSize: 3)
        #expect(try walk.url(after: page(.end, starts: [0, 15])) == nil)
    }

    @Test func threeEmptyPagesInARowEndTheWalkWithAWarning() throws {
        var walk = walk()
        _ = try walk.url(after: page(.text("1")))
        for offset in 2...3 {
            #expect(try walk.url(after: emptyPage(.text("\(offset)"))) != nil)
            #expect(walk.warning == nil)
        }
        #expect(try walk.url(after: emptyPage(.text("4"))) == nil)
        #expect(walk.warning?.contains("3 pages in a row were empty") == true)
    }

    @Test func anEmptyPageInBetweenDoesNotEndTheWalk() throws {
        var walk = walk()
        for offset in 1...9 {
            let next = NextPage.text("\(offset)")
            let isEmpty = offset % 3 != 0
            #expect(try walk.url(after: isEmpty ? emptyPage(next) : page(next, starts: [Int64(offset)])) != nil)
        }
    }

    @Test func repeatedObjectsWithoutReadingsAreEmptyPagesToo() throws {
        var walk = walk()
        for offset in 1...3 { _ = try walk.url(after: page(.text("\(offset)"), starts: [])) }
        #expect(try walk.url(after: page(.text("4"), starts: [])) == nil)
        #expect(walk.warning != nil)
    }

    @Test func newObjectsWithoutReadingsAreNotEmptyPages() throws {
        var walk = walk()
        for offset in 1...9 {
            #expect(try walk.url(after: page(.text("\(offset)"), starts: [], point: "\(offset)")) != nil)
        }
    }

    @Test func aPageOfWithdrawalsIsNotEmpty() throws {
        var walk = walk(pageSize: 2)
        _ = try walk.url(after: page(.end, starts: [0, 15]))
        var withdrawals = page(.end, starts: [])
        withdrawals.batch.series[0].withdrawals = ReadingPeriods(starts: [30, 45], ends: [45, 60])
        withdrawals.readingCount = 2
        #expect(try walk.url(after: withdrawals) != nil)
    }

    private func emptyPage(_ next: NextPage) -> DecodedPage<ReadingBatch> {
        DecodedPage(batch: ReadingBatch(), next: next, objectCount: 0, readingCount: 0)
    }
}
