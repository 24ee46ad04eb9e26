import Foundation
import NIOCore
import TestSupport
import Testing

@testable import Simulator

/// Renders pages without a socket.
struct PageBench {
    let utility: SimulatedUtility
    var form = PageForm()
    var now: Int64

    func query(_ text: String) throws -> TimeSeriesQuery {
        try TimeSeriesQuery(QueryItems.split(target: "/x?\(text)").items)
    }

    /// - Parameter piece: bytes written at a time.
    func body(_ text: String, piece: Int = 1 << 20) throws -> Data {
        let query = try query(text)
        let plan = PagePlan(query, utility, form, at: now)
        let (path, items) = QueryItems.split(target: "\(SimulatedEndpoint.timeSeries.fullPath)?\(text)")
        let request = APIRequest(method: "GET", path: path, items: items, headers: [("Host", "api.example")])
        let link = NextLink(
            request: request, offset: query.offset, nextOffset: plan.nextOffset, isEmpty: plan.entries.isEmpty,
            form: form,
            origin: "")
        var writer = PageWriter(utility, plan, next: link.next(nil))
        var data = Data()
        while !writer.isDone {
            var buffer = ByteBuffer()
            writer.write(into: &buffer, size: piece)
            data.append(contentsOf: buffer.readableBytesView)
        }
        return data
    }

    func page(_ text: String) throws -> ReadPage { try ReadPage(try body(text)) }
}

/// A page as a reader of JSON sees it.
struct ReadPage {
    struct Consumption {
        var object: [String: Any]
        var readings: [[String: Any]]? { object["reading"] as? [[String: Any]] }
        var point: String? { object["meteringPoint"] as? String }
    }

    var consumptions: [Consumption]
    var next: Any?

    init(_ data: Data) throws {
        let root = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        consumptions = try #require(root["consumptions"] as? [[String: Any]]).map { Consumption(object: $0) }
        next = root["next"]
    }

    /// The readings of the page, one text for each.
    var rows: [String] {
        consumptions.flatMap { consumption in
            (consumption.readings ?? []).map { reading in
                let fields = ["ps", "md", "va", "st", "un"].map { "\(reading[$0] ?? "-")" }
                let object = ["meteringPoint", "microproduction", "customerNumber"].map {
                    "\(consumption.object[$0] ?? "-")"
                }
                return (object + fields).joined(separator: " ")
            }
        }
    }
}

struct PageTests {
    private static let all = "customerNumbers=100001,100002,100003&resolution=quarter"
    private static let days = "\(all)&fromDate=2026-11-02&toDate=2026-11-04"

    private func bench(_ change: (inout SimulatedUtility.Configuration) -> Void = { _ in }) throws -> PageBench {
        var configuration = SimulatedUtility.Configuration()
        change(&configuration)
        return PageBench(utility: SimulatedUtility(configuration), now: try time("2026-11-23T20:00:00Z"))
    }

    /// A value in thousandths from a number or a text, with a point or a comma.
    private func thousandths(_ value: Any?) -> Int64? {
        switch value {
        case let number as NSNumber: Int64((number.doubleValue * 1000).rounded())
        case let text as String: Double(text.replacing(",", with: ".")).map { Int64(($0 * 1000).rounded()) }
        default: nil
        }
    }

    @Test(arguments: [nil] + SimulatedObject.TimeForm.allCases.map(Optional.some), SimulatedUtility.Resolution.allCases)
    func aPageHoldsTheReadingsOfTheUtility(
        _ form: SimulatedObject.TimeForm?, _ resolution: SimulatedUtility.Resolution
    ) throws {
        let bench = try bench {
            $0.timeForm = form
            $0.irregularities = Irregularities(missingDay: 0.1, gap: 0.3, blank: 0.3, estimated: 0.3)
        }
        let (from, to) = (try time("2026-10-20T10:00:00Z"), try time("2026-11-23"))
        let page = try bench.page(
            "customerNumbers=100001,100002,100003&resolution=\(resolution)&fromDate=2026-10-20T10:00:00Z&toDate=2026-11-23"
        )
        #expect(page.consumptions.count == bench.utility.objects.count)
        for (consumption, object) in zip(page.consumptions, bench.utility.objects) {
            #expect(consumption.point == object.meteringPoint)
            #expect(consumption.object["rateCode"] as? String == object.rateCode)
            let expected = bench.utility.readings(
                of: object, resolution: resolution, from: from, to: to, visibleAt: bench.now)
            let readings = try #require(consumption.readings)
            #expect(readings.count == expected.count)
            for (reading, truth) in zip(readings, expected) {
                #expect(CivilTime.parse(reading["ps"] as? String ?? "") == truth.start)
                #expect(CivilTime.parse(reading["md"] as? String ?? "") == truth.end)
                #expect(thousandths(reading["va"]) == truth.thousandths)
                #expect(reading["st"] as? String == truth.status)
                #expect(reading["un"] as? String == "kWh")
                let effect = (reading["MaxEffect"] ?? reading["maxEffect"]) as? [String: Any]
                #expect(thousandths(effect?["va"]) == truth.maxEffect?.thousandths)
                #expect((effect?["rd"] as? String).flatMap { CivilTime.parse($0) } == truth.maxEffect?.time)
            }
        }
    }

    @Test func theSizeOfThePiecesDoesNotMatter() throws {
        let bench = try bench()
        #expect(try bench.body(Self.days, piece: 1) == bench.body(Self.days))
    }

    @Test func pythonReadsAPageWithEveryUnusualForm() async throws {
        let bench = try bench { $0.irregularities = Irregularities(gap: 0.5, blank: 0.9, estimated: 0.5) }
        let data = try bench.body("\(Self.days)&timeSeriesFlow=true")
        let script =
            "import json,sys; print(sum(len(c.get('reading', [])) for c in json.load(sys.stdin)['consumptions']))"
        let answer = try await Program.python.run(["-c", script], input: [UInt8](data))
        #expect(answer.status == 0, "\(answer.errors)")
        #expect(answer.text == "\(try ReadPage(data).rows.count)\n")
    }

    @Test(arguments: PageForm.Row.allCases, [1, 7, 96, 100, 100_000])
    func pagesTogetherEqualOnePage(_ row: PageForm.Row, _ size: Int) throws {
        var bench = try bench { $0.irregularities = Irregularities(missingDay: 0.6, gap: 0.5) }
        bench.form.row = row
        bench.form.next = .number
        // Three days: few enough readings for pages of one.
        let text =
            "customerNumbers=100001,100002,100003&timeSeriesFlow=true&resolution=hour&fromDate=2026-11-19&toDate=2026-11-20"
        let whole = try bench.page(text)
        var rows: [String] = []
        var points: Set<String> = []
        var offset: Int? = 0
        while let current = offset {
            let page = try bench.page("\(text)&maxRows=\(size)&offset=\(current)")
            #expect(row == .readings ? page.rows.count <= size : page.consumptions.count <= size)
            rows += page.rows
            points.formUnion(page.consumptions.compactMap(\.point))
            offset = page.next as? Int
            #expect(offset ?? .max > current)
        }
        #expect(rows == whole.rows)
        #expect(points == Set(whole.consumptions.compactMap(\.point)))
    }

    @Test(arguments: PageForm.Row.allCases)
    func beyondTheEndThereIsNothing(_ row: PageForm.Row) throws {
        var bench = try bench()
        bench.form.row = row
        let page = try bench.page("\(Self.days)&maxRows=10&offset=1000000")
        #expect(page.consumptions.isEmpty && page.next is NSNull)
    }

    @Test func theServersOwnLimitMakesPagesToo() throws {
        var bench = try bench()
        bench.form.limit = 50
        #expect(try bench.page(Self.days).rows.count == 50)
        #expect(try bench.page("\(Self.days)&maxRows=80").rows.count == 50)
        #expect(try bench.page("\(Self.days)&maxRows=20").rows.count == 20)
    }

    @Test func nextComesInItsForms() throws {
        var bench = try bench()
        let text = "\(Self.days)&maxRows=5&offset=10"
        let query =
            "customerNumbers=100001%2C100002%2C100003&resolution=quarter&fromDate=2026-11-02&toDate=2026-11-04"
            + "&maxRows=5&offset=15"
        let expected: [PageForm.Next: String] = [
            .absolute: "http://api.example\(SimulatedEndpoint.timeSeries.fullPath)?\(query)",
            .relative: "\(SimulatedEndpoint.timeSeries.fullPath)?\(query)", .query: "?\(query)", .number: "15",
            .text: "15",
            .none: "<null>",
        ]
        for form in PageForm.Next.allCases {
            bench.form.next = form
            let next = try #require(try bench.page(text).next)
            #expect("\(next)" == expected[form])
            #expect((next is String) == ![.number, .none].contains(form))
        }
    }

    @Test func theLastPageEndsAsConfigured() throws {
        var bench = try bench()
        bench.form.end = .empty
        #expect(try bench.page(Self.days).next as? String == "")
        bench.form.end = .absent
        #expect(try bench.page(Self.days).next == nil)
    }

    @Test func filtersNarrowTheAnswer() throws {
        let bench = try bench()
        let heat = try bench.page("\(Self.days)&deliveryCategories=FJV&deliveryCategories=GAS")
        #expect(Set(heat.consumptions.compactMap { $0.object["deliveryCategory"] as? String }) == ["FJV", "GAS"])
        let point = try #require(bench.utility.objects.last?.meteringPoint)
        #expect(try bench.page("\(Self.days)&meteringPoints=\(point)").consumptions.map(\.point) == [point])
        let one = try bench.page(Self.days.replacing("100001,100002,100003", with: "100002"))
        #expect(Set(one.consumptions.compactMap { $0.object["customerNumber"] as? String }) == ["100002"])
        #expect(try bench.page(Self.days.replacing("100001,100002,100003", with: "999999")).consumptions.isEmpty)
    }

    @Test func subsidiariesComeWithTheFirstCustomerOnRequest() throws {
        let bench = try bench()
        let text = Self.days.replacing("100001,100002,100003", with: "100001")
        func customers(_ text: String) throws -> Set<String> {
            Set(try bench.page(text).consumptions.compactMap { $0.object["customerNumber"] as? String })
        }
        #expect(try customers(text) == ["100001"])
        #expect(try customers("\(text)&subsidiary=true") == ["100001", "100003"])
        #expect(try customers("\(text.replacing("100001", with: "100002"))&subsidiary=true") == ["100002"])
    }

    @Test func flowComesOnRequestForHeatAndCold() throws {
        let bench = try bench()
        #expect(!(try bench.page(Self.days).rows.contains { $0.hasSuffix("m3") }))
        let page = try bench.page("\(Self.days)&timeSeriesFlow=true")
        let units = page.consumptions.map { Set(($0.readings ?? []).compactMap { $0["un"] as? String }) }
        let categories = page.consumptions.map { $0.object["deliveryCategory"] as? String }
        for (category, units) in zip(categories, units) {
            switch category {
            case "FJV": #expect(units == ["kWh", "m3"])
            case "FJK": #expect(units == ["kWh"] || units == ["m3"])
            default: #expect(units == ["kWh"])
            }
        }
        #expect(units.contains(["m3"]))
    }

    @Test func theWindowSelectsByStartAndLeavesOutItsEnd() throws {
        var bench = try bench { $0.irregularities = .none }
        let text = "customerNumbers=100001&resolution=quarter&fromDate=2026-11-02T10:00:00Z&toDate=2026-11-02T11:00:00Z"
        let point = "&meteringPoints=\(try #require(bench.utility.objects.first?.meteringPoint))"
        #expect(try bench.page(text + point).rows.count == 4)
        bench.form.includesToDate = true
        #expect(try bench.page(text + point).rows.count == 5)
        let empty = text.replacing("T11:00", with: "T10:00")
        bench.form.includesToDate = false
        #expect(try bench.page(empty).rows.isEmpty)
    }

    @Test func withoutReadingsTheListIsEmptyOrMissing() throws {
        let bench = try bench()
        let page = try bench.page("customerNumbers=100001&resolution=quarter&fromDate=2030-01-01&toDate=2030-01-02")
        #expect(page.consumptions.contains { $0.object["reading"] == nil })
        #expect(page.consumptions.contains { $0.readings?.isEmpty == true })
        let before = try bench.page("customerNumbers=100001&resolution=hour&fromDate=0001-01-01&toDate=2018-01-01")
        #expect(before.rows.isEmpty)
    }

    @Test func wrongTypesAreStillJSONAndHoldRightReadings() throws {
        let bench = try bench { $0.irregularities = .none }
        let plan = PagePlan(try bench.query(Self.days), bench.utility, bench.form, at: bench.now)
        let body = WrongTypes(bench.utility, plan).body()
        let root = try #require(
            try JSONSerialization.jsonObject(with: Data(body.readableBytesView)) as? [String: Any])
        let elements = try #require(root["consumptions"] as? [Any])
        #expect(elements.contains { $0 is NSNull } && elements.contains { $0 is String })
        let first = try #require(elements.compactMap { $0 as? [String: Any] }.first { $0["meteringPoint"] is String })
        let readings = try #require(first["reading"] as? [Any])
        let right = readings.count { ($0 as? [String: Any])?["va"] is NSNumber }
        #expect(right > 96 && readings.contains { ($0 as? [String: Any])?["va"] is [String: Any] })
    }
}
