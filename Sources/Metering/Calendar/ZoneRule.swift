import Ground

/// The yearly rule of a zone's changes: POSIX's `TZ`, as extended by RFC 9636, 3.3.
///
/// `CET-1CEST,M3.5.0,M10.5.0/3` is Sweden's. Offsets are in seconds ahead of UTC, the opposite sign of the text's.
struct ZoneRule {
    let standard: Int64
    private let summer: Summer?

    private struct Summer {
        var offset: Int64
        /// By the clock of standard time.
        var start: Moment
        /// By the clock of summer time.
        var end: Moment
    }

    /// A time of the year; the seconds since midnight may be negative, or more than those of a day.
    private struct Moment {
        var date: YearlyDate
        var seconds: Int64

        func seconds(in year: Int) -> Int64 { Int64(date.day(in: year).number) * 86_400 + seconds }
    }

    /// - Parameter text: the rule; the result is nil if it is malformed.
    init?(_ text: some Sequence<UInt8>) {
        var reader = RuleReader(text)
        guard reader.skipName(), let behind = reader.duration() else { return nil }
        standard = -behind
        guard !reader.isAtEnd else {
            summer = nil
            return
        }
        guard reader.skipName() else { return nil }
        var offset = standard + 3600
        if !reader.starts(with: ",") {
            guard let behind = reader.duration() else { return nil }
            offset = -behind
        }
        guard let start = Self.moment(&reader), let end = Self.moment(&reader), reader.isAtEnd else { return nil }
        summer = Summer(offset: offset, start: start, end: end)
    }

    /// Returns a year's changes, in order.
    func changes(in year: Int) -> [ZoneClock.Change] {
        guard let summer else { return [] }
        let start = summer.start.seconds(in: year) - standard
        let end = summer.end.seconds(in: year) - summer.offset
        return [(start, summer.offset), (end, standard)].sorted { $0.0 < $1.0 }
            .map { ZoneClock.Change(from: $0.0 * 1000, offset: $0.1 * 1000) }
    }

    /// Reads `,date[/time]`; the time is 02:00 if it is left out.
    private static func moment(_ reader: inout RuleReader) -> Moment? {
        guard reader.skip(","), let date = reader.date() else { return nil }
        guard reader.skip("/") else { return Moment(date: date, seconds: 7200) }
        return reader.duration().map { Moment(date: date, seconds: $0) }
    }
}

/// A date that recurs every year.
private enum YearlyDate {
    /// From 1 to 365; 29 February has no number.
    case withoutLeapDay(Int)
    /// From 0 to 365; 29 February has a number in leap years.
    case withLeapDay(Int)
    /// The first to fourth of a month's weekdays of one kind, 5 for the last; 0 is Sunday.
    case weekday(month: Int, week: Int, weekday: Int)

    func day(in year: Int) -> CivilDay {
        switch self {
        case .withoutLeapDay(let number):
            // Any year without a leap day will do.
            let (_, month, day) = (CivilDay(year: 2001, month: 1, day: 1) + (number - 1)).date
            return CivilDay(year: year, month: month, day: day)
        case .withLeapDay(let number):
            return CivilDay(year: year, month: 1, day: 1) + number
        case .weekday(let month, let week, let weekday):
            let days = CivilMonth(year: year, month: month).days
            let sunday = days.lowerBound.startOfWeek - 1
            let first = sunday + weekday < days.lowerBound ? sunday + weekday + 7 : sunday + weekday
            let day = first + 7 * (week - 1)
            return day < days.upperBound ? day : day - 7
        }
    }
}

/// Reads the parts of a rule from left to right.
private struct RuleReader {
    private var rest: ArraySlice<UInt8>

    init(_ text: some Sequence<UInt8>) {
        rest = ArraySlice(text)
    }

    var isAtEnd: Bool { rest.isEmpty }

    func starts(with character: Unicode.Scalar) -> Bool { rest.first == UInt8(ascii: character) }

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard starts(with: character) else { return false }
        rest.removeFirst()
        return true
    }

    /// Skips the name of a kind of time: letters, or anything in angle brackets.
    mutating func skipName() -> Bool {
        if skip("<") {
            guard let end = rest.firstIndex(of: UInt8(ascii: ">")) else { return false }
            rest = rest[(end + 1)...]
            return true
        }
        let letters = rest.prefix { UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 | 0x20 }
        rest = rest.dropFirst(letters.count)
        return !letters.isEmpty
    }

    /// Reads `[+-]hours[:minutes[:seconds]]` as seconds; hours go up to 167, a week's.
    mutating func duration() -> Int64? {
        let isNegative = skip("-")
        if !isNegative { _ = skip("+") }
        guard let hours = number(upTo: 167) else { return nil }
        var seconds = hours * 3600
        for unit in [60, 1] where skip(":") {
            guard let count = number(upTo: 59) else { return nil }
            seconds += count * unit
        }
        return Int64(isNegative ? -seconds : seconds)
    }

    /// Reads `Jn`, `n` or `Mmonth.week.weekday`.
    mutating func date() -> YearlyDate? {
        if skip("J") { return number(upTo: 365).flatMap { $0 > 0 ? .withoutLeapDay($0) : nil } }
        guard skip("M") else { return number(upTo: 365).map { .withLeapDay($0) } }
        guard let month = number(upTo: 12), month > 0, skip("."), let week = number(upTo: 5), week > 0, skip("."),
            let weekday = number(upTo: 6)
        else { return nil }
        return .weekday(month: month, week: week, weekday: weekday)
    }

    private mutating func number(upTo limit: Int) -> Int? {
        let digits = rest.prefix { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
        guard 1...3 ~= digits.count else { return nil }
        rest = rest.dropFirst(digits.count)
        let number = digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
        return number <= limit ? number : nil
    }
}
