import Foundation
import Ground
import HTTPServer
import Metering
import Polling
import ReadingStore
import TestBench
import TestSupport
import Testing

@testable import Snapshot
@testable import StatusPage

struct StatusPageTests {
    private let now = SampleSnapshot.now + .hours(1)

    private func page(_ input: SnapshotInput = SampleSnapshot.input, _ query: PageQuery = PageQuery()) -> StatusPage {
        var input = input
        if input.polls[.timeSeries]?.turn == nil { input.polls[.timeSeries]?.turn = .next(at: now + .minutes(34)) }
        let selection = PageSelection(input, query)
        var page = StatusPage(
            site: StatusPage.Site(version: "0.0.0", telemetryPath: "/metrics"), input: input, now: now, query: query,
            selection: selection)
        page.readings = .success(
            Dictionary(selection.drawn.map { ($0, readings($0)) }, uniquingKeysWith: { first, _ in first }))
        return page
    }

    /// Four days of hours with a hole of one, up to the newest reading.
    private func readings(_ series: SeriesID) -> ReadingColumns {
        var columns = ReadingColumns()
        let first = (now - .days(5)).startOfUTCDay
        for hour in 0..<96 where hour != 50 {
            columns.starts.append((first + .hours(hour)).milliseconds)
            columns.ends.append((first + .hours(hour + 1)).milliseconds)
            columns.values.append(
                series.meter.microproduction ? max(0, 6 - abs(Double(hour % 24) - 12)) : Double(hour % 24))
        }
        return columns
    }

    private func meter(_ point: String, _ category: String = "EL") -> StoredMeter {
        StoredMeter(
            id: MeterID(meteringPoint: point, deliveryCategory: category, microproduction: false), facts: MeterFacts(),
            maxEffects: [])
    }

    /// One metering point with texts of others at all places.
    private func input(point: String, category: String, unit: String, status: String, name: String?) -> SnapshotInput {
        var input = SampleSnapshot.input
        let meter = meter(point, category)
        input.contents = StoreContents(
            meters: [meter], series: [SampleSnapshot.series(meter.id, unit, 1, status: status)])
        input.settings.names = name.map { [point: $0] } ?? [:]
        return input
    }

    @Test func thePageMatchesTheGoldenFile() throws {
        var page = page()
        page.receivers = [
            ReceiverLine(
                name: "prometheus", host: "127.0.0.1:9090", isHealthy: true, failure: nil, pendingSamples: 0,
                oldestPending: nil, lastSuccess: now - .minutes(3)),
            ReceiverLine(
                name: "mimir", host: "mimir.example", isHealthy: false, failure: "HTTP 401: no <org>",
                pendingSamples: 12_345, oldestPending: now - .days(2), lastSuccess: nil),
            ReceiverLine(
                name: "short", host: "short.example", isHealthy: true, failure: nil, pendingSamples: 0,
                oldestPending: nil, lastSuccess: now - .minutes(4),
                refusals: ["19615 samples refused: older than the window. Raise it, then run: resend --from <day>"],
                lastRefusal: now - .hours(2), setAsideSamples: 2),
            ReceiverLine(
                name: "new", host: "new.example", isHealthy: nil, failure: nil, pendingSamples: 0, oldestPending: nil,
                lastSuccess: nil),
            ReceiverLine(
                name: "refusing", host: "refusing.example", isHealthy: true, failure: nil, pendingSamples: 22_150,
                oldestPending: now - .days(30), lastSuccess: nil),
        ]
        try Golden.check(Array(page.html.text.utf8), named: "status-page.html")
    }

    @Test func aRollingYearHasNoColumnForATimeBeforeIt() {
        var input = SampleSnapshot.input
        input.settings.rules.tariffs[0].billingPeriod = .rollingYear
        let html = page(input).html.text
        #expect(html.contains("<thead><tr><td></td><th scope=\"col\">12 months from "))
        #expect(!html.contains("<td>–</td></tr>\n<tr><th scope=\"row\">Charge"))
        let head = html.split(separator: "<thead><tr><td></td>").dropFirst().first?.prefix { $0 != "\n" } ?? ""
        #expect(head.split(separator: "<th ").count == 1, "\(head)")
    }

    @Test func anIndependentParserFindsAllTagsInOrderAndNoScript() async throws {
        let read = try await HTMLReader.read(page().html.text)
        #expect(read.faults.isEmpty)
        #expect(!read.elements.contains { $0.name == "script" || $0.attributes["style"] != nil })
        let addresses = read.elements.flatMap { [$0.attributes["src"], $0.attributes["href"]] }.compactMap { $0 }
        #expect(Set(addresses) == ["./metrics", StatusPage.documentation, StatusPage.icon])
        let ids = read.elements.compactMap { $0.attributes["id"] }
        #expect(Set(ids).count == ids.count)
        for element in read.elements {
            for name in ["aria-labelledby"].compactMap({ element.attributes[$0] }).flatMap({ $0.split(separator: " ") })
            {
                #expect(ids.contains(String(name)))
            }
        }
        // The last success, the next poll, what to do, and the readings.
        for text in ["3 h ago", "in 34 min", "Öresundskraft refused the subscription key.", "Boiler house", "12.5"] {
            #expect(read.texts.contains { $0.hasPrefix(text) }, "\(text)")
        }
    }

    @Test func htmlInAnyTextIsEscaped() async throws {
        let evil = "<img src=x onerror=alert(1)>\"'><svg/onload=1>&amp;"
        var input = input(
            point: "p" + evil, category: "c" + evil, unit: "u" + evil, status: "s" + evil, name: "n" + evil)
        var tariff = Tariff.hourly
        tariff.name = "t" + evil
        input.settings.rules.tariffs = [tariff]
        // One that has peaks by that tariff.
        let office = try #require(
            SampleSnapshot.input.contents.series.first { $0.id.meter.deliveryCategory == "EL" && $0.id.unit == "kWh" })
        input.contents.meters.insert(meter(office.id.meter.meteringPoint), at: 0)
        input.contents.series.insert(office, at: 0)
        var group = GroupOutcome(group: "g" + evil)
        group.errors = ["e" + evil]
        input.polls = [
            .invoiced: PollStatus(newest: PollOutcome(endpoint: .invoiced, start: now, groups: [group]))
        ]
        var query = PageQuery()
        query.text = evil
        query.category = ""
        var page = page(input, query)
        page.selection = PageSelection(input, PageQuery())
        page.query.category = "q" + evil
        page.site.version = "v" + evil
        page.receivers = [
            ReceiverLine(
                name: "r" + evil, host: "h" + evil, isHealthy: false, failure: "f" + evil, pendingSamples: 1,
                oldestPending: now, lastSuccess: now)
        ]
        let html = page.html.text
        #expect(!html.contains("<img") && !html.contains("<svg/"))
        let read = try await HTMLReader.read(html)
        #expect(read.faults.isEmpty)
        #expect(
            !read.elements.contains {
                $0.name == "img" || $0.attributes["onerror"] != nil || $0.attributes["onload"] != nil
            })
        let all = read.texts.joined(separator: "\n")
        for letter in ["p", "c", "s", "n", "t", "g", "e", "v", "r", "h", "f", "q"] {
            #expect(all.contains(letter + evil), "\(letter)")
        }
        #expect(read.attributeValues.contains(evil))
    }

    @Test func aNameOfTenThousandCharactersIsCutEverywhere() async throws {
        let long = String(repeating: "y", count: 10_000)
        let input = input(point: long, category: long, unit: long, status: long, name: "n" + long)
        let html = page(input).html.text
        #expect(html.utf8.count < 40_000)
        let read = try await HTMLReader.read(html)
        #expect(read.faults.isEmpty)
        #expect(read.texts.contains("n" + String(repeating: "y", count: 79) + "…"))
        #expect(read.attributeValues.allSatisfy { $0.utf8.count < 1000 })
    }

    @Test func namesOfAllKindsAreShownWithinTheirOwnDirection() async throws {
        for name in ["مبنى الإدارة (12)", "\u{202E}ABC", "🏭👨‍👩‍👧‍👦 Fabrik 🇸🇪", "e\u{0301}\u{0335}", "a\u{0}b"] {
            let html = page(input(point: "1", category: "EL", unit: "kWh", status: "", name: name)).html.text
            #expect(html.contains("<bdi>\(name.replacing("\u{0}", with: "\u{FFFD}"))</bdi></h3>"), "\(name)")
        }
        for name in ["", " \n"] {
            let html = page(input(point: "1", category: "", unit: "kWh", status: "", name: name)).html.text
            #expect(html.contains("<bdi>1</bdi></h3>"))
            #expect(html.contains("no category"))
        }
    }

    @Test func oneOfManyPagesLeadsToTheOthersAndKeepsTheFilter() async throws {
        var input = SampleSnapshot.input
        input.contents = StoreContents(meters: (0..<1000).map { meter("P\($0 + 1000)") })
        var query = PageQuery()
        query.text = "p1"
        query.page = 2
        let read = try await HTMLReader.read(page(input, query).html.text)
        let links = read.elements.filter { $0.attributes["rel"] != nil && $0.name == "a" }.map(\.attributes)
        #expect(links == [["rel": "prev", "href": "?q=p1"], ["rel": "next", "href": "?q=p1&page=3"]])
        #expect(read.texts.contains("26–50 of 1\u{202F}000 metering points"))
        #expect(read.texts.contains("Page 2 of 40"))
        // Beside the metering points a card of the endpoint's polls, one of what was odd, and one of names that nobody answers to.
        #expect(read.elements.filter { $0.name == "article" }.count == 25 + 3)
    }

    @Test func anUnreadableStoreIsReportedAndTheRestShown() {
        var page = page()
        page.readings = .failure(.damaged(path: "/data/<x>", reason: "malformed"))
        let html = page.html.text
        #expect(html.contains("The store could not be read, so there are no charts."))
        #expect(html.contains("the store /data/&lt;x&gt; is damaged"))
        #expect(html.contains("Boiler house") && !html.contains("<svg"))
    }

    @Test func thereIsAPageBeforeTheFirstPollAndWithoutPolls() {
        var input = SampleSnapshot.input
        input.contents = StoreContents()
        input.polls = [.timeSeries: PollStatus(turn: .underWay(since: now))]
        var page = page(input)
        #expect(page.html.text.contains("no poll finished yet"))
        #expect(page.html.text.contains("under way"))
        #expect(page.html.text.contains("No metering points are known yet."))
        page.input.polls = [:]
        #expect(page.html.text.contains("Nothing is polled"))
    }

    @Test func timesUseTheZoneAndShowOtherYears() {
        let clock = PageClock(calendar: SampleSnapshot.rules.calendar, now: now)
        let time = Timestamp(utcYear: 2026, month: 10, day: 24) + .hours(23)
        #expect(clock.time(time).text == "<time datetime=\"2026-10-24T23:00:00.000Z\">Sun 25 Oct 01:00</time>")
        #expect(clock.text(Timestamp(utcYear: 2025, month: 12, day: 31) + .hours(23)) == "Thu 1 Jan 00:00")
        #expect(clock.text(Timestamp(utcYear: 2025, month: 1, day: 1)) == "Wed 1 Jan 2025 01:00")
        #expect(
            clock.period(time, time + .minutes(15)).text.contains(
                "01:00</time>–<time datetime=\"2026-10-24T23:15:00.000Z\">01:15<"))
    }

    @Test func thePolicyAllowsTheStyle() async throws {
        let script =
            "import base64, hashlib, sys; print(base64.b64encode(hashlib.sha256(sys.stdin.buffer.read()).digest()).decode())"
        let hash = try await Program.python.run(["-c", script], input: Array(StatusPage.style.text.utf8)).text
        #expect(StatusPage.styleHash == hash.trimmed, "StatusPage.styleHash has to be this")
        #expect(page().html.text.contains("<style>\(StatusPage.style.text)</style>"))
    }
}
