import ArgumentParser
import Ground
import Metering

/// The option for the start of the time that a command covers.
struct HistoryStart: ParsableArguments {
    @Option(
        name: .customLong("from"),
        help: ArgumentHelp(
            "The start: midnight of a date such as 2026-10-01, or an exact time such as 2026-10-01T00:00:00Z.",
            valueName: "date"),
        transform: HistoryStart.date)
    var from: HistoryDate

    /// Returns the start as a point in time.
    ///
    /// - Throws: `ValidationError` if it lies in the future, where nothing has been measured yet.
    func time(_ calendar: MeteringCalendar, now: Timestamp) throws -> Timestamp {
        let time = from.time(calendar)
        guard time < now else { throw ValidationError("--from is in the future") }
        return time
    }

    static func date(_ text: String) throws -> HistoryDate {
        guard let date = HistoryDate(text) else { throw ValidationError("give \(HistoryDate.form)") }
        return date
    }
}

/// The time that `fetch`, `export` and `missing` cover.
struct HistoryOptions: ParsableArguments {
    @OptionGroup var start: HistoryStart

    @Option(
        name: .customLong("to"),
        help: ArgumentHelp("The end: all periods start before this date or time. (default: now)", valueName: "date"),
        transform: HistoryStart.date)
    var to: HistoryDate?

    /// Returns the time between the two bounds.
    ///
    /// - Throws: `ValidationError` if it is empty.
    func range(_ calendar: MeteringCalendar, now: Timestamp) throws -> Range<Timestamp> {
        let from = try start.time(calendar, now: now)
        guard let to else { return from..<now }
        guard let range = calendar.time(from: start.from, to: to) else {
            throw ValidationError("--from must be before --to")
        }
        return range
    }
}
