import Ground
import Metering
import ReadingStore
import Snapshot

/// A visitor's month or year for one course: its sum, the sum of the same period a year before, and the missing hours.
struct PeriodFacts: Sendable {
    let input: SnapshotInput
    let clock: PageClock
    let period: PagePeriod
    /// By course; nil if the store could not be read.
    let missing: [CourseID: MissingHours]?

    func html(_ course: StoredCourse) -> HTML {
        guard input.areSumsMade else { return "" }
        return """
            <h4>\(period.text)</h4>
            <dl><div><dt>Sum</dt><dd><strong>\(sum(course, period.days))</strong></dd></div>\
            <div><dt>A year before</dt><dd><strong>\(sum(course, period.yearBefore))</strong></dd></div></dl>
            \(hours(course))
            """
    }

    private func sum(_ course: StoredCourse, _ days: Range<CivilDay>) -> HTML {
        guard days.lowerBound >= input.rules.firstSummedDay(at: input.now) else { return "too long ago for this page" }
        let total = input.digests[course.id]?.totals.total(of: days) ?? DayTotals.Total()
        guard total.readings > 0 else { return "none" }
        let unit = course.inUse.id.unit
        let value = total.value / (EnergyUnit(unit)?.joules ?? 1)
        return "\(PageText.number(value, places: 1))\(unit.isEmpty ? "" : " \(PageText.name(unit))" as HTML)"
    }

    private func hours(_ course: StoredCourse) -> HTML {
        guard let missing else { return "" }
        guard let own = missing[course.id] else { return "<p>No hour is missing.</p>\n" }
        let items = own.stretches.map { stretch -> HTML in
            let (start, end) = (
                Timestamp(milliseconds: stretch.lowerBound), Timestamp(milliseconds: stretch.upperBound)
            )
            return "<li>\(clock.period(start, end))</li>\n"
        }
        let further: HTML = own.furtherDays > 0 ? "<p>and on \(own.furtherDays) further days</p>\n" : ""
        return "<p class=\"warn\">Missing:</p>\n<ul>\(items)</ul>\n\(further)"
    }
}
