import Metering
import Testing

@testable import EnergyAPI

@Suite struct PageWalkTests {
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

    @Test func theAPIsOwnPathMayChange() throws {
        var walk = walk()
        #expect(
            try walk.url(after: page(.text("https://api.example.se/other/TimeSeries?cursor=a%2Bb")))
                == "https://api.example.se/other/TimeSeries?cursor=a%2Bb")
    }

    @Test(arguments: [
        "https://evil.example/steal?offset=5", "http://api.example.se/ConsumptionExternal?offset=5",
        "https://api.example.se:8443/x?offset=5", "//evil.example/x?offset=5",
        "https://api.example.se@evil.example/?offset=5", "https://api.example.se.evil.example?offset=5",
    ])
    func ofAForeignNextOnlyTheQueryIsUsed(next: String) throws {
        var walk = walk()
        #expect(try walk.url(after: page(.text(next))) == base + "?offset=5")
        #expect(walk.warning?.contains("only its query is used, on https://api.example.se") == true)
    }

    @Test(arguments: [
        "more", "https://evil.example/", "javascript:alert(1)?x", "ftp://api.example.se/?offset=5", "-5", "1.5",
        "a b?c",
        "https:\\\\evil.example?x=1", "/\\evil.example\u{7}?x", "#",
    ])
    func anyOtherTextIsAnError(next: String) {
        var walk = walk()
        #expect(throws: APIError.self) { _ = try walk.url(after: page(.text(next))) }
    }

    @Test func aQueryFromTheServerCannotBreakOutOfTheRequest() throws {
        var walk = walk()
        let url = try walk.url(after: page(.text("?a=<x>\"å")))
        #expect(url == base + "?a=%3Cx%3E%22%C3%A5")
    }

    @Test func aNextThatLeadsBackIsAnErrorAndNoLoop() throws {
        var walk = walk()
        _ = try walk.url(after: page(.text("5")))
        _ = try walk.url(after: page(.text("10"), starts: [15]))
        #expect(throws: APIError(.invalid, "the answer's \"next\" leads back to a page that was read already")) {
            _ = try walk.url(after: page(.text("5"), starts: [30]))
        }
    }

    @Test func aNextToTheFirstPageIsALoopToo() {
        var walk = walk()
        #expect(throws: APIError.self) { _ = try walk.url(after: page(.text("?customerNumbers=100001"))) }
    }

    @Test func anOddNextIsAnError() {
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

    @Test func aPageThatSaysNothingNewEndsTheWalk() throws {
        var walk = walk(pageSize: 2)
        _ = try walk.url(after: page(.end, starts: [0, 15]))
        #expect(try walk.url(after: page(.end, starts: [0, 15])) == nil)
    }

    @Test func aPageThatIsNotFullIsTheLast() throws {
        var walk = walk(pageSize: 3)
        #expect(try walk.url(after: page(.end, starts: [0, 15])) == nil)
    }
}
