import Ground
import Metering
import ReadingStore
import Snapshot

/// A visitor's month or year for one course: its sum, the sum of the same period a year before, and the missing hours.
struct PeriodFacts: Sendable {
    let input: SnapshotInput
    let clock: PageClock
    let period: PagePeriod
    /// Nil if the store could not be read.
    let stored: PeriodDays?

    func html(_ course: StoredCourse) -> HTML {
        guard input.areSumsMade, let stored else { return "" }
        let isRunning = time(of: period.days).contains(input.now)
        return """
            <h4>\(period.text)</h4>
            <dl><div><dt>\(isRunning ? "Sum so far" : "Sum")</dt><dd>\(sum(course, stored, period.days))</dd></div>\
            <div><dt>\(isRunning ? "All of it a year before" : "A year before")</dt><dd>\(sum(course, stored, period.yearBefore))</dd></div></dl>
            \(hours(course, stored.missing[course.id]))
            """
    }

    private func time(of days: Range<CivilDay>) -> Range<Timestamp> {
        input.rules.calendar.time(of: days, input.rules.periodClock)
    }

    private func sum(_ course: StoredCourse, _ stored: PeriodDays, _ days: Range<CivilDay>) -> HTML {
        guard let total = stored.sums[course.id]?.total(of: days), total.readings > 0 else {
            return "<strong>none</strong>"
        }
        let unit = course.inUse.id.unit
        let value = total.value / (EnergyUnit(unit)?.joules ?? 1)
        let first = course.series.compactMap(\.summedFrom).reduce(course.first, max)
        let begin: HTML = first > time(of: days).lowerBound ? " <small>from \(clock.time(first)) on</small>" : ""
        return
            "<strong>\(PageText.number(value, places: 1))\(unit.isEmpty ? "" : " \(PageText.name(CodeNames.unit(unit)))" as HTML)</strong>\(begin)"
    }

    private func hours(_ course: StoredCourse, _ missing: MissingHours?) -> HTML {
        let time = time(of: period.days)
        guard course.first < time.upperBound, time.lowerBound < course.end else {
            return "<p>Readings: \(clock.period(course.first, course.end)), so none of this time.</p>\n"
        }
        guard let missing else { return "<p>No hour is missing.</p>\n" }
        let items = missing.stretches.map { stretch -> HTML in
            let (start, end) = (
                Timestamp(milliseconds: stretch.lowerBound), Timestamp(milliseconds: stretch.upperBound)
            )
            return "<li>\(clock.period(start, end))</li>\n"
        }
        let list: HTML = items.isEmpty ? "" : "<p class=\"warn\">Missing:</p>\n<ul>\(items)</ul>\n"
        let removed: HTML =
            missing.removedDays > 0
            ? "<p class=\"warn\">Hours are missing on \(days(missing.removedDays)) whose readings are removed, so it is not known which.</p>\n"
            : ""
        let further: HTML =
            missing.furtherDays > 0
            ? "<p>and on \(days(missing.furtherDays, "further ")): <code>oresundskraft-exporter missing</code> lists all.</p>\n"
            : ""
        return "\(list)\(removed)\(further)"
    }

    private func days(_ count: Int, _ word: String = "") -> HTML { "\(count) \(word)\(count == 1 ? "day" : "days")" }
}
