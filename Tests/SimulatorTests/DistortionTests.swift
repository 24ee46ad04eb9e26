import Foundation
import TestSupport
import Testing

@testable import Simulator

/// Distortions as a client sees them over TCP.
struct DistortionTests {
    private typealias Row = [String: Any]

    private static let day: Int64 = 86_400_000
    private static let quarters = "customerNumbers=100001&resolution=quarter&fromDate=2026-11-18&toDate=2026-11-20"
    private static let invoices = "customerNumbers=100001&fromDate=2026-09-01&toDate=2026-11-23"

    /// Values that come at once and stay, so that only the distortion is odd.
    private static func plain(_ options: inout SimulatorOptions) {
        options.utility.delay = .zero
        options.utility.jitter = .zero
        options.utility.arrival = .rolling
        options.utility.irregularities = .none
        options.utility.oddForms = false
    }

    private func withPages(
        _ faults: [String], now: String = "2026-11-23T20:00:00Z",
        _ body: (_ page: (String) async throws -> ReadPage, SimulatorServer) async throws -> Void
    ) async throws {
        let time = try time(now)
        try await withSimulator(
            faults,
            {
                Self.plain(&$0); $0.now = { time }
            }
        ) { server in
            try await body({ query in try ReadPage(try await bytes(server, query)) }, server)
        }
    }

    private func bytes(_ server: SimulatorServer, _ query: String) async throws -> Data {
        let client = try await server.get(request(query))
        let all = Data(client.bytes)
        let head = try #require(all.firstRange(of: Data("\r\n\r\n".utf8)))
        guard client.header("Transfer-Encoding") == "chunked" else { return all[head.upperBound...] }
        // Chunks of the undistorted page: a size, its bytes.
        var rest = all[head.upperBound...]
        var body = Data()
        while let end = rest.firstRange(of: Data("\r\n".utf8)),
            let size = Int(String(decoding: rest[..<end.lowerBound], as: UTF8.self), radix: 16), size > 0
        {
            body += rest[end.upperBound..<(end.upperBound + size)]
            rest = rest[(end.upperBound + size + 2)...]
        }
        return body
    }

    private func request(_ query: String) -> String {
        let endpoint = query.contains("resolution=") ? SimulatedEndpoint.timeSeries : .invoiced
        return SimulatorServer.request(query, path: endpoint.fullPath)
    }

    private func rows(_ page: ReadPage) -> [Row] { page.consumptions.flatMap { $0.readings ?? [] } }

    private func pages(
        _ fault: String, _ query: String = quarters, now: String = "2026-11-23T20:00:00Z"
    ) async throws -> (plain: ReadPage, odd: ReadPage) {
        var plain: ReadPage?
        var odd: ReadPage?
        try await withPages([], now: now) { page, _ in plain = try await page(query) }
        try await withPages([fault], now: now) { page, _ in odd = try await page(query) }
        return (try #require(plain), try #require(odd))
    }

    private func number(_ value: Any?) -> Double? { (value as? NSNumber)?.doubleValue }

    @Test func aDraftedPageEqualsAPlainOne() async throws {
        for query in [Self.quarters, Self.quarters + "&timeSeriesFlow=true&maxRows=37&offset=5", Self.invoices] {
            let (plain, odd) = try await pages("unit-spelling:0", query)
            #expect(odd.rows == plain.rows)
            #expect(!plain.consumptions.isEmpty)
        }
    }

    @Test func distortionsAreTheSameForTheSameSeed() async throws {
        for fault in Distortion.names {
            try await withPages(["\(fault):0.5"]) { _, server in
                let first = try await bytes(server, Self.quarters)
                // Objects in turning order take two requests to stand the same again.
                _ = try await bytes(server, Self.quarters)
                #expect(try await bytes(server, Self.quarters) == first, "\(fault)")
            }
        }
    }

    // MARK: Units

    @Test func knownUnitsComeInOtherSpellings() async throws {
        let (_, odd) = try await pages("unit-spelling", Self.quarters + "&timeSeriesFlow=true")
        let units = Set(rows(odd).compactMap { $0["un"] as? String })
        #expect(units.count > 2 && !units.contains("kWh"))
        #expect(units.contains { $0.trimmingCharacters(in: .whitespaces).lowercased() == "kwh" })
    }

    @Test func aUnitChangesAtADate() async throws {
        let (plain, odd) = try await pages("unit-change:at=2026-11-19")
        for (old, new) in zip(rows(plain), rows(odd)) {
            let isLate = try #require(old["ps"] as? String) >= "2026-11-19"
            #expect(new["un"] as? String == (isLate ? "MWh" : "kWh"))
            let (before, after) = (try #require(number(old["va"])), try #require(number(new["va"])))
            #expect(abs(before - after * (isLate ? 1000 : 1)) < 1e-6)
        }
    }

    @Test func unitsAreMissingOnSomeDays() async throws {
        let (_, odd) = try await pages("unit-missing:0.5")
        let missing = rows(odd).count { ($0["un"] as? String)?.trimmingCharacters(in: .whitespaces).isEmpty ?? true }
        #expect(missing > 0 && missing < rows(odd).count)
    }

    // MARK: Times

    @Test(arguments: [("utc", 0), ("normal", 1), ("civil", 2)])
    func timesHaveNoZone(_ clock: String, _ summerHours: Int) async throws {
        let query = Self.quarters.replacing("2026-11-", with: "2026-07-")
        let (plain, odd) = try await pages("without-zone:1:clock=\(clock)", query)
        let first = try #require(rows(odd).first?["ps"] as? String)
        let truth = try time(try #require(rows(plain).first?["ps"] as? String))
        #expect(first.count == 19)
        #expect(try time(first) == truth + Int64(summerHours) * 3_600_000)
    }

    @Test func readingsComeNewestFirst() async throws {
        let (plain, odd) = try await pages("newest-first")
        let starts = try #require(odd.consumptions.first?.readings).compactMap { $0["ps"] as? String }
        #expect(starts == starts.sorted(by: >) && starts.count == plain.consumptions.first?.readings?.count)
    }

    @Test(arguments: [("1ms", "14:59.999Z"), ("1s", "14:59.000Z")])
    func periodsEndEarly(_ by: String, _ end: String) async throws {
        let (_, odd) = try await pages("short-end:1:by=\(by)")
        #expect((rows(odd).first?["md"] as? String)?.hasSuffix(end) == true)
    }

    @Test func hoursInTheFutureAreZero() async throws {
        let query = Self.quarters.replacing("toDate=2026-11-20", with: "toDate=2026-11-25")
        let (plain, odd) = try await pages("provisional:1:ahead=3h", query)
        let more = rows(odd).filter { $0["st"] as? String == "Missing" }
        #expect(more.count == 12 * plain.consumptions.count && more.allSatisfy { number($0["va"]) == 0 })
        #expect(more.last?["md"] as? String == "2026-11-23T23:00:00.000Z")
    }

    // MARK: Corrections

    @Test func aWrongValueIsWithdrawnLater() async throws {
        let early = try await pages("withdrawn:1:age=2d", now: "2026-11-20T12:00:00Z")
        let late = try await pages("withdrawn:1:age=2d", now: "2026-11-25T12:00:00Z")
        func isBlank(_ row: Row) -> Bool { number(row["va"]) == nil }
        let blank = rows(late.odd).indices.filter { isBlank(rows(late.odd)[$0]) }
        // Four quarters of each object's two days.
        #expect(blank.count == 8 * late.odd.consumptions.count)
        let wrong = zip(rows(early.odd), rows(early.plain)).filter { number($0["va"]) != number($1["va"]) }
        #expect(!wrong.isEmpty)
        #expect(
            zip(rows(late.odd), rows(late.plain)).allSatisfy { isBlank($0) || number($0["va"]) == number($1["va"]) })
    }

    @Test func aValueIsCorrectedAfterTwelveDays() async throws {
        let early = try await pages("late-correction", now: "2026-11-29T12:00:00Z")
        let late = try await pages("late-correction", now: "2026-12-03T12:00:00Z")
        let (wrong, right) = (
            rows(early.odd).compactMap { number($0["va"]) }, rows(early.plain).compactMap { number($0["va"]) }
        )
        #expect(zip(wrong, right).allSatisfy { abs($0 - $1 * 1.2) < 1e-5 } && wrong != right)
        #expect(late.odd.rows == late.plain.rows)
    }

    // MARK: Facts

    @Test func maxEffectHasADefaultDate() async throws {
        let (_, odd) = try await pages("default-date")
        for row in rows(odd) {
            let effect = try #require(row["MaxEffect"] as? Row)
            #expect(effect["rd"] as? String == "0001-01-01T00:00:00Z" && number(effect["va"]) == 0)
        }
    }

    @Test func factsBecomeNullAfterSomeRequests() async throws {
        try await withPages(["null-facts:1:after=1"]) { page, _ in
            let first = try #require(try await page(Self.quarters).consumptions.first)
            let second = try #require(try await page(Self.quarters).consumptions.first)
            #expect(first.object["rateCode"] is String && first.object["subscribedEffect"] is NSNumber)
            for key in ["rateCode", "settlement", "installationNumber", "subscribedEffect"] {
                #expect(second.object[key] is NSNull)
            }
        }
    }

    // MARK: Invoices

    @Test func invoicesAreRedated() async throws {
        let (plain, odd) = try await pages("redated", Self.invoices)
        for (old, new) in zip(rows(plain), rows(odd)) {
            let (before, after) = (
                try time(old["readingDate"] as? String ?? ""), try time(new["readingDate"] as? String ?? "")
            )
            #expect(after - before == 27 * Self.day && number(new["value"]) != number(old["value"]))
        }
        #expect(!rows(odd).isEmpty)
    }

    @Test func invoicesAreCreditedOnOneDate() async throws {
        let (plain, odd) = try await pages("credited", Self.invoices)
        #expect(rows(odd).count == 3 * rows(plain).count)
        let three = rows(odd).prefix(3)
        #expect(Set(three.compactMap { $0["readingDate"] as? String }).count == 1)
        #expect(number(three[0]["value"]) == number(three[1]["value"]).map { -$0 })
    }

    // MARK: Objects

    @Test func hoursAlternateWithQuarters() async throws {
        try await withPages(["hours-too"]) { page, _ in
            for turn in 0..<2 {
                let pair = try await page(Self.quarters).consumptions.prefix(2)
                #expect(Set(pair.map(\.point)).count == 1)
                let (hours, quarters) = turn == 0 ? (pair[0], pair[1]) : (pair[1], pair[0])
                #expect(hours.object["settlement"] as? String == "MAN")
                #expect(hours.readings?.count == 48 && quarters.readings?.count == 192)
                let sums = [hours, quarters].map { ($0.readings ?? []).compactMap { number($0["va"]) }.reduce(0, +) }
                #expect(abs(sums[0] - sums[1]) < 1e-6)
            }
        }
    }

    @Test func aLongReadingAccompaniesQuarters() async throws {
        let (_, odd) = try await pages("long-reading:1:length=9d")
        let last = try #require(odd.consumptions.first?.readings?.last)
        #expect(
            last["ps"] as? String == "2026-11-11T00:00:00.000Z" && last["md"] as? String == "2026-11-20T00:00:00.000Z")
    }

    @Test func theFormerCustomerComesFirst() async throws {
        let (plain, odd) = try await pages("former-customer", Self.quarters + "&customerNumbers=100002")
        #expect(odd.consumptions.count == 2 * plain.consumptions.count)
        let pair = odd.consumptions.prefix(2)
        #expect(pair[0].point == pair[1].point && pair[0].readings?.isEmpty == true)
        #expect(pair[0].object["customerNumber"] as? String == "100002")
        #expect(pair[1].object["customerNumber"] as? String == "100001")
    }

    @Test func anObjectIsSentTwice() async throws {
        let (plain, odd) = try await pages("twice", Self.invoices)
        #expect(odd.consumptions.count == 2 * plain.consumptions.count && odd.rows[0] == plain.rows[0])
    }

    // MARK: Texts

    @Test func codesArePaddedAndNumbersHaveZeros() async throws {
        try await withPages(["padded", "zeros"]) { page, _ in
            let object = try #require(try await page(Self.quarters).consumptions.first)
            #expect(object.object["customerNumber"] as? String == "0000100001  ")
            #expect((object.object["meteringPoint"] as? String)?.hasSuffix("  ") == true)
            #expect(object.object["deliveryCategory"] as? String == "EL  ")
            #expect(object.readings?.first?["un"] as? String == "kWh  ")
        }
    }

    @Test(arguments: Distortion.BadText.allCases)
    func aTextIsInvalidUTF8(_ form: Distortion.BadText) async throws {
        for query in [Self.quarters, Self.invoices] {
            try await withPages(["bad-text:1:form=\(form.rawValue)"]) { _, server in
                let body = try await bytes(server, query)
                switch form {
                case .cut: #expect(String(validating: body, as: UTF8.self) == nil && body.contains(0xC3))
                case .latin1: #expect(String(validating: body, as: UTF8.self) == nil && body.contains(0xE4))
                case .surrogate: #expect(String(decoding: body, as: UTF8.self).contains(#"\ud83d""#))
                case .bom: #expect(body.starts(with: [0xEF, 0xBB, 0xBF]))
                }
            }
        }
    }

    // MARK: Answers

    @Test func aQuotaIsA403ThatSaysWhenItEnds() async throws {
        try await withPages(["quota:1:retry-after=7800"]) { _, server in
            let answer = try await server.get(request(Self.quarters))
            #expect(answer.status == 403 && answer.header("Retry-After") == "7800")
            #expect(answer.body.contains("Out of call volume quota. Quota will be replenished in 02:10:00."))
        }
    }

    @Test(arguments: [("no-content", 204), ("not-found", 404)])
    func beforeAContractThereIsNothing(_ name: String, _ status: Int) async throws {
        try await withPages(["\(name):1:at=2026-11-19"]) { page, server in
            let client = try await RawClient.connect(port: server.port)
            let before = Self.quarters.replacing("2026-11-20", with: "2026-11-19")
            try await client.send(request(before))
            try await eventually("an answer") { client.head != nil }
            #expect(client.status == status)
            #expect(client.header("Transfer-Encoding") == nil)
            await client.close()
            let found = try await page(Self.quarters)
            #expect(rows(found).count == 96 * found.consumptions.count)
        }
    }

    @Test func oneNumberOfAListIsRefused() async throws {
        try await withPages(["refused:1:customer=100003"]) { page, server in
            let refused = try await server.get(request(Self.quarters + "&customerNumbers=100003"))
            #expect(refused.status == 403 && refused.body.contains("No access to customer 100003"))
            #expect(try await !page(Self.quarters).consumptions.isEmpty)
        }
    }

    // MARK: Paging

    @Test(arguments: [
        ("bare-next", "/api/Consumption/TimeSeries?"), ("bare-next:1:base=/v2", "/v2/api/Consumption/TimeSeries?"),
        ("bare-next:1:host=127.0.0.1:9", "http://127.0.0.1:9/api/Consumption/TimeSeries?"),
    ])
    func nextLacksTheBasePath(_ fault: String, _ beginning: String) async throws {
        try await withPages([fault]) { page, _ in
            let next = try await page(Self.quarters + "&maxRows=5").next as? String
            #expect(next?.hasPrefix(beginning) == true && next?.hasSuffix("offset=5") == true)
            #expect(try await page(Self.quarters).next is NSNull)
        }
    }

    @Test func emptyPagesHaveANext() async throws {
        try await withPages(["endless-next"]) { page, _ in
            var query = Self.quarters
            for turn in 0..<4 {
                let found = try await page(query)
                #expect(found.consumptions.isEmpty == (turn > 0))
                query = String(try #require(found.next as? String).split(separator: "?")[1])
            }
        }
    }

    @Test func anEmptyPagePrecedesAFullOne() async throws {
        try await withPages(["empty-page"]) { page, _ in
            let first = try await page(Self.quarters + "&maxRows=5")
            #expect(first.consumptions.isEmpty)
            let second = try await page(String(try #require(first.next as? String).split(separator: "?")[1]))
            #expect(second.rows.count == 5)
            let next = try #require(second.next as? String)
            #expect(next.hasSuffix("offset=5") && !next.contains("continued"))
        }
    }

    @Test(arguments: ["false", "0", "\"0\"", "\"-1\"", "\"null\"", "null", "{}"])
    func theEndIsMarkedInManyWays(_ mark: String) async throws {
        try await withPages(["end-mark:1:mark=\(mark)"]) { _, server in
            let body = String(decoding: try await bytes(server, Self.quarters), as: UTF8.self)
            #expect(body.hasSuffix("\"next\":\(mark)}"))
        }
    }
}
