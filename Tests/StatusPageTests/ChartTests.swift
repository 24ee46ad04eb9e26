import Foundation
import Ground
import Metering
import TestBench
import Testing

@testable import Snapshot
@testable import StatusPage

struct ChartTests {
    private let start = Timestamp(utcYear: 2026, month: 10, day: 20)

    private func curve(_ values: [Double?], isProduction: Bool = false, factor: Double = 1) -> Chart.Curve {
        let known = values.enumerated().filter { $0.element != nil }
        let starts = known.map { start.milliseconds + Int64($0.offset) * HourlyMeans.hour }
        return Chart.Curve(
            hours: HourlyMeans(
                ReadingColumns(
                    starts: starts, ends: starts.map { $0 + HourlyMeans.hour }, values: known.map { $0.element ?? 0 }),
                from: start, hours: values.count), unit: "kWh", factor: factor, isProduction: isProduction)
    }

    private func svg(_ curves: [Chart.Curve], title: String = "Boiler") -> String {
        let clock = PageClock(calendar: SampleSnapshot.rules.calendar, now: start)
        return Chart(curves, unit: "kW", title: title, clock: clock, id: "p0").svg.text
    }

    @Test func aCurveIsAStepForEachHourUnderItsEdge() {
        let svg = svg([curve([1, 2, 0])])
        #expect(svg.contains("<path class=\"use\" d=\"M0 1000V500H1V0H2V1000H3V1000Z\"/>"))
        #expect(svg.contains("<path class=\"use edge\" d=\"M0 500H1V0H2V1000H3\"/>"))
        #expect(!svg.contains("class=\"gap\""))
    }

    @Test func aGapIsShadedAndBreaksTheCurve() {
        let svg = svg([curve([1, nil, nil, 1, nil])])
        #expect(svg.contains("<path class=\"gap\" d=\"M1 0H3V1000H1ZM4 0H5V1000H4Z\"/>"))
        #expect(svg.contains("<path class=\"use edge\" d=\"M0 0H1M3 0H4\"/>"))
    }

    @Test func productionIsBelowZeroAndHasItsOwnGaps() {
        let svg = svg([curve([3, nil]), curve([nil, 1], isProduction: true)])
        #expect(svg.contains("<path class=\"use edge\" d=\"M0 0H1\"/>"))
        #expect(svg.contains("<path class=\"fed edge\" d=\"M1 1000H2\"/>"))
        #expect(svg.contains("<path class=\"gap\" d=\"M1 0H2V750H1Z\"/>"))
        #expect(svg.contains("<path class=\"gap\" d=\"M0 750H1V1000H0Z\"/>"))
    }

    @Test func aScreenReaderHasATitleAndADescription() {
        let svg = svg([curve([1])], title: "<b>")
        #expect(svg.contains("role=\"img\" aria-labelledby=\"p0-title p0-what\""))
        #expect(svg.contains("<title id=\"p0-title\">&lt;b&gt;</title><desc id=\"p0-what\">Hourly means in kW"))
    }

    @Test func daysAreThoseOfTheZone() {
        let svg = svg([curve(Array(repeating: 1, count: 168))])
        // Midnight in Stockholm is 22:00 UTC.
        #expect(svg.contains("<line class=\"level\" x1=\"13.1%\" x2=\"13.1%\""))
        #expect(svg.contains(">Wed<tspan class=\"date\"> 21</tspan></text>"))
        #expect(svg.components(separatedBy: "class=\"date\"").count - 1 == 7)
    }

    @Test(
        arguments: [
            [], [0, 0], [-1], [1e-9], [1e300, 1], [.leastNonzeroMagnitude], [.greatestFiniteMagnitude],
            [.greatestFiniteMagnitude, -.greatestFiniteMagnitude],
        ], [1, 1e6])
    func noValueBreaksTheChart(values: [Double], factor: Double) {
        let svg = svg([curve(values.map { $0 } + [nil], factor: factor), curve([1], isProduction: true, factor: 1e9)])
        #expect(!svg.contains("nan") && !svg.contains("inf"))
    }

    @Test func theScaleHasRoundLinesAndFitsTheValues() {
        func lines(_ lowest: Double, _ highest: Double) -> [Double] {
            ChartScale(lowest: lowest, highest: highest).lines
        }
        #expect(lines(0, 57.9) == [0, 20, 40, 60])
        #expect(lines(-4.3, 61.8) == [0, 20, 40, 60])
        #expect(lines(-3, 3) == [-2, 0, 2])
        #expect(lines(0, 0) == [0, 1])
        #expect(ChartScale(lowest: -4.3, highest: 61.8).bottom == -5)
        #expect(ChartScale(lowest: 7, highest: 9).bottom == 0)
        #expect(
            [0, -2, 0.25, 1500, 25_000, 1.5e6, 3e9].map(ChartScale.text) == [
                "0", "2", "0.25", "1\u{202F}500", "25k", "1.5M", "3G",
            ])
    }
}
