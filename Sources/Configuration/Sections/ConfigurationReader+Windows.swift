import Ground
import Metering

/// The keys of a window of a tariff.
enum WindowKey: String, SectionKey {
    static let place = "in a window of `tariffs[].windows`"
    case months, weekdays, hours, holidays, weight, price
}

extension ConfigurationReader {
    func readWindow(_ item: ConfigurationValue, interval: Tariff.Interval) -> Tariff.Window {
        let section = Section<WindowKey>(item)
        var window = Tariff.Window()
        for month in section[.months]?.items() ?? [] {
            if let number = month.integer(in: 1...12) { window.months.insert(number) }
        }
        for weekday in section[.weekdays]?.items() ?? [] {
            if let day = weekday.choice(of: Weekday.self) { window.weekdays.insert(day) }
        }
        if let value = section[.hours] {
            window.hours = readHours(value)
            if interval == .day {
                value.fault(
                    "a day (`interval: 24h`) has no hours to choose from: remove `hours`, or use `interval: 1h`")
            } else if let hours = window.hours {
                warnOfCuts(hours, interval, value)
            }
        }
        section.read(.holidays, into: &window.holidays) { $0.choice() }
        section.read(.weight, into: &window.weight) { value in
            guard let weight = value.decimal(from: 0) else { return nil }
            return weight > 0
                ? weight : value.refused("must be above 0: leave hours that do not count out of every window")
        }
        window.price = section[.price].flatMap(readPrice)
        return window
    }

    /// Reads a span of the clock: `07-20` is from 07:00 to 20:00, exclusive; `22:30-05:15` runs over midnight.
    private func readHours(_ value: ConfigurationValue) -> Tariff.Hours? {
        guard let text = value.text() else { return nil }
        let bounds = text.split(separator: "-", omittingEmptySubsequences: false).map(Self.minute)
        guard bounds.count == 2, let start = bounds[0], let end = bounds[1] else {
            value.fault(
                "\(quoted(text)) is not a span of hours: write two times from `00` to `24`, as in `07-20`, `22-06` or `07:45-11:15`"
            )
            return nil
        }
        let day = Tariff.Interval.day.minutes
        guard start % day != end % day || (start == 0 && end == day) else {
            value.fault("\(quoted(text)) is an empty span: remove `hours` if all hours count")
            return nil
        }
        return Tariff.Hours(from: start % day, to: end)
    }

    /// Reads `07` or `07:45` as minutes from midnight; nil for anything else, and after `24`.
    private static func minute(_ text: Substring) -> Int? {
        let numbers = text.split(separator: ":", omittingEmptySubsequences: false).map { part -> Int? in
            part.utf8.count == 2 && part.utf8.allSatisfy(\.isASCIIDigit) ? Int(part) : nil
        }
        guard (1...2).contains(numbers.count), let hour = numbers[0], let minute = numbers.count == 2 ? numbers[1] : 0,
            minute < 60, hour * 60 + minute <= Tariff.Interval.day.minutes
        else { return nil }
        return hour * 60 + minute
    }

    /// Warns if a bound cuts an interval, because the interval counts by its start.
    private func warnOfCuts(_ hours: Tariff.Hours, _ interval: Tariff.Interval, _ value: ConfigurationValue) {
        func text(_ minute: Int) -> String {
            [minute / 60, minute % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: ":")
        }
        for bound in [hours.start, hours.end] where !bound.isMultiple(of: interval.minutes) {
            let next = (bound / interval.minutes + 1) * interval.minutes
            value.warn(
                "`\(text(bound))` is inside an interval of \(interval.rawValue), which counts by its start: it acts as "
                    + "`\(text(next))`")
        }
    }

    /// Reports a window that nothing falls into: the tariff would be without peaks, and nobody would notice.
    func checkWindows(_ tariff: Tariff, _ list: ConfigurationValue) {
        guard !context.faults.hasAny(at: list.path), !tariff.windows.isEmpty else { return }
        // Twenty-eight years have each date on each weekday; the user's own holidays are dates.
        let dates = tariff.holidays.dates
        let first = min(CivilDay(year: 2024, month: 1, day: 1), dates.min() ?? CivilDay(year: 2024, month: 1, day: 1))
        let last = max(CivilDay(year: 2051, month: 12, day: 31), dates.max() ?? CivilDay(number: 0))
        let minutes = Self.distinctStarts(tariff)
        var matching: Set<Int> = []
        var deciding: Set<Int> = []
        for number in first.number...last.number {
            let day = CivilDay(number: number)
            for minute in minutes {
                let matches = tariff.windows.indices.filter {
                    tariff.windows[$0].matches(day: day, minute: minute, holidays: tariff.holidays)
                }
                matching.formUnion(matches)
                if let first = matches.first { deciding.insert(first) }
            }
            if deciding.count == tariff.windows.count { return }
        }
        let items = list.items() ?? []
        if matching.isEmpty {
            list.fault("no interval of any day starts in one of these windows: the tariff can never match")
        } else {
            for index in tariff.windows.indices where !deciding.contains(index) && index < items.count {
                items[index].fault(
                    matching.contains(index)
                        ? "has no effect: the windows before it match everything that falls into it, and the first match decides"
                        : "no interval of any day starts in this window: it can never match")
            }
        }
    }

    /// Returns starts of a day's intervals, in minutes: the first of each run that no window distinguishes.
    private static func distinctStarts(_ tariff: Tariff) -> [Int] {
        var seen: Set<[Bool]> = []
        return stride(from: 0, to: Tariff.Interval.day.minutes, by: tariff.interval.minutes).filter { minute in
            seen.insert(tariff.windows.map { $0.hours?.contains(minute) ?? true }).inserted
        }
    }
}
