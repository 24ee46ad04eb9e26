import Ground
import Metering

/// Shows times by the clock of the configured zone.
struct PageClock: Sendable {
    let calendar: MeteringCalendar
    /// The present time; dates of its year are shown without the year.
    let now: Timestamp

    /// `Tue 14 Oct 23:45`, with the exact time for machines.
    func time(_ time: Timestamp) -> HTML { stamped(time, text(time)) }

    /// `Tue 14 Oct 23:45–00:00`
    func period(_ start: Timestamp, _ end: Timestamp) -> HTML {
        let isShort = end - start <= .seconds(86_400)
        return "\(time(start))–\(stamped(end, isShort ? hourAndMinute(end) : text(end)))"
    }

    func text(_ time: Timestamp) -> String { "\(text(calendar.day(of: time))) \(hourAndMinute(time))" }

    /// `Tue 14 Oct`
    func text(_ day: CivilDay) -> String {
        let (year, month, date) = day.date
        let text = "\(Self.weekdays[day.weekday.number]) \(date) \(Self.months[month - 1].prefix(3))"
        return year == calendar.day(of: now).date.year ? text : "\(text) \(year)"
    }

    /// `October 2026`
    func text(_ month: CivilMonth) -> String { "\(Self.months[month.month - 1]) \(month.year)" }

    /// `Tue 14` in a picture, and `Tue` where there is no room for it.
    func shortName(of day: CivilDay) -> HTML {
        "\(Self.weekdays[day.weekday.number])<tspan class=\"date\"> \(day.date.day)</tspan>"
    }

    /// `3 h ago` and the time itself; `never` for nil.
    func ago(_ time: Timestamp?, at now: Timestamp) -> HTML {
        guard let time else { return "<strong>never</strong>" }
        guard time <= now else {
            return "<strong class=\"warn\">in the future</strong> <small>\(self.time(time))</small>"
        }
        return "<strong>\(PageText.age(now - time)) ago</strong> <small>\(self.time(time))</small>"
    }

    private func stamped(_ time: Timestamp, _ text: String) -> HTML {
        "<time datetime=\"\(time.description)\">\(text)</time>"
    }

    private func hourAndMinute(_ time: Timestamp) -> String {
        let shown = Timestamp(milliseconds: time.milliseconds + calendar.offset(at: time))
        return String(shown.description.dropFirst("\(calendar.day(of: time))T".count).prefix(5))
    }

    private static let weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]
}
