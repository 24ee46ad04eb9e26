import Ground
import HTTPServer
import Metering
import ReadingStore
import TestBench
import Testing

@testable import Snapshot
@testable import StatusPage

struct PagePeriodTests {
    @Test(arguments: [("2026-10", 31), ("2026", 365), ("2024-02", 29)])
    func aMonthAndAYearAreRead(text: String, days: Int) throws {
        let period = try #require(PagePeriod(text))
        #expect(period.days.count == days)
        #expect(PageQuery([QueryItem(name: "period", value: text)]).address(page: 2) == "?period=\(text)&page=2")
    }

    @Test(arguments: ["", "2026-13", "2026-1", "26", "2026-10-01", "x", "-2026", "0000", "９９９９", "2026-"])
    func otherTextsAreRefused(text: String) {
        #expect(PagePeriod(text) == nil)
    }

    private func page(_ query: PageQuery, _ change: (inout SnapshotInput) -> Void = { _ in }) -> StatusPage {
        var input = SampleSnapshot.input
        change(&input)
        let selection = PageSelection(input, query)
        var page = StatusPage(
            site: StatusPage.Site(version: "0.0.0", telemetryPath: "/metrics"), input: input, now: SampleSnapshot.now,
            query: query, selection: selection)
        page.periodDays = PeriodDays(sums: input.digests.mapValues(\.totals))
        return page
    }

    @Test func aRequestedMonthIsShownWithItsMissingTime() throws {
        var query = PageQuery()
        query.period = PagePeriod("2026-10")
        var page = page(query)
        let course = try #require(
            page.selection.cards.flatMap(\.courses).first { $0.id.kind == .energy && page.input.digests[$0.id] != nil })
        let period = try #require(query.period)
        // 4 October has no reading, and the day of the newest none either.
        let days = MissingHours.days(
            of: course, period, page.input.digests[course.id]?.totals ?? DayTotals(), page.input)
        #expect(days.first == CivilDay(year: 2026, month: 10, day: 4))
        let start = page.input.rules.calendar.start(of: days[0]).milliseconds
        page.periodDays?.missing = [
            course.id: MissingHours(stretches: [start..<(start + 7_200_000)], furtherDays: 3)
        ]
        let text = page.html.text
        #expect(text.contains("<h4>2026-10</h4>"))
        #expect(text.contains("Missing:") && text.contains("and on 3 further days"))
        #expect(text.contains("No hour is missing."))
    }

    @Test(arguments: ["2026-13", "<b>", "next year"]) func aTextThatIsNoPeriodIsNamed(text: String) {
        let page = page(PageQuery([QueryItem(name: "period", value: text)]))
        let html = page.html.text
        #expect(html.contains("is neither a month nor a year: write 2026-10 or 2026.") && !html.contains("<b>"))
        #expect(html.contains("value=\"\(text.replacing("<", with: "&lt;").replacing(">", with: "&gt;"))\" size"))
        #expect(!self.page(PageQuery()).html.text.contains("is neither a month"))
    }

    @Test(arguments: [("2026-10", true), ("2026", true), ("2026-09", false), ("1999", false), ("2090-01", false)])
    func aPropertyHasTheSumOfAnAskedPeriod(period: String, isKnown: Bool) throws {
        let page = page(PageQuery([QueryItem(name: "period", value: period)])) { input in
            input.settings.facts["735999000000000015"] = GivenFacts(property: "Ängen 1")
        }
        let text = page.html.text
        let start = try #require(text.firstRange(of: "<tr><th scope=\"row\"><bdi>Ängen 1</bdi>"))
        let row = text[start.upperBound...].split(separator: "</tr>", maxSplits: 1)[0]
        let cells = row.split(separator: "<td>").dropFirst().map(String.init)
        #expect(text.contains("<th scope=\"col\">\(period)</th>") && cells.count == 6)
        #expect(cells[4].contains("kWh") == isKnown)
    }

    @Test func propertiesAreSummedAndFilter() {
        var query = PageQuery()
        query.property = "Ängen 1"
        let page = page(query) { input in
            input.settings.facts["735999000000000015"] = GivenFacts(property: "Ängen 1")
            input.settings.facts["735999000000000046"] = GivenFacts(property: "<b>")
            input.settings.areas = ["Ängen 1": 1000]
        }
        #expect(page.selection.cards.map(\.meteringPoint) == ["735999000000000015"])
        #expect(page.selection.properties == ["<b>", "Ängen 1"])
        let text = page.html.text
        #expect(text.contains("kWh/m²") && text.contains("<option dir=\"auto\" selected>Ängen 1</option>"))
        #expect(text.contains("&lt;b&gt;") && !text.contains("<b>"))
    }
}
