import Ground
import Metering
import ReadingStore
import TestBench
import Testing

@testable import Snapshot
@testable import StatusPage

struct CodeNamesTests {
    @Test func knownCodesHaveNamesAndOthersStay() {
        let names = CodeNames(own: ["ANGA": "Steam", "GAS": "Natural gas"])
        #expect(names.category("EL") == "Electricity (EL)")
        #expect(names.category("ANGA") == "Steam (ANGA)")
        #expect(names.category("GAS") == "Natural gas (GAS)")
        #expect(names.category("X<") == "X<")
    }

    private func page(_ change: (inout StatusPage) -> Void = { _ in }) -> String {
        let input = SampleSnapshot.input
        var page = StatusPage(
            site: StatusPage.Site(version: "0.0.0", telemetryPath: "/metrics"), input: input, now: SampleSnapshot.now,
            selection: PageSelection(input, PageQuery()))
        change(&page)
        return page.html.text
    }

    @Test func thePageShowsNamesAndFiltersByCodes() {
        let html = page()
        #expect(html.contains("value=\"FJV\">District heating (FJV)</option>"))
        #expect(html.contains("Energy used, <bdi>kWh</bdi>") && html.contains("Volume used, <bdi>m³</bdi>"))
        #expect(html.contains("<small>Status: <bdi>Estimated</bdi></small>"))
    }

    @Test func withoutATariffTheHighestHourIsCalledThat() {
        #expect(page().contains("<caption>Highest hour</caption>"))
        #expect(page().contains("<caption>Tariff <bdi>office-hours</bdi></caption>"))
        var own = Tariff.hourly
        own.peaks = 3
        #expect(!own.isInformation && Tariff.hourly.isInformation)
    }

    @Test func aReadingFromTheFutureHasNoAge() {
        let html = page { $0.now = $0.input.now - .days(5) }
        #expect(html.contains("<strong>in the future</strong>") && html.contains("check this machine’s clock"))
        #expect(!page().contains("in the future"))
    }

    @Test func aWrongClockIsReported() {
        #expect(page { $0.clockError = .hours(3) }.contains("This machine’s clock is 3 h ahead of the API’s."))
        #expect(page { $0.clockError = .minutes(-90) }.contains("1 h 30 min behind the API’s"))
        #expect(!page().contains("This machine’s clock is"))
    }
}
