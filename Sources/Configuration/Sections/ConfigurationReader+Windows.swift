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

    /// Reads a span of hours: `07-20` is from 07:00 up to 20:00; `22-06` runs over midnight.
    private func readHours(_ value: ConfigurationValue) -> Set<Int>? {
        guard let text = value.text() else { return nil }
        let parts = text.split(separator: "-", omittingEmptySubsequences: false).map { part -> Int? in
            let isTwoDigits = part.utf8.count == 2 && part.utf8.allSatisfy(\.isASCIIDigit)
            return isTwoDigits ? Int(part) : nil
        }
        guard parts.count == 2, let first = parts[0], let last = parts[1], first <= 24, last <= 24 else {
            value.fault("\(quoted(text)) are no hours: write two of `00` to `24`, as in `07-20` or `22-06`")
            return nil
        }
        guard first % 24 != last % 24 || (first == 0 && last == 24) else {
            value.fault("\(quoted(text)) is an empty span: remove `hours` where all hours count")
            return nil
        }
        return first < last ? Set(first..<last) : Set(first..<24).union(0..<last)
    }

    /// A window that nothing falls into is a slip: the tariff would be without peaks, and nobody would notice.
    func checkWindows(_ tariff: Tariff, _ list: ConfigurationValue) {
        guard !context.faults.hasAny(at: list.path), !tariff.windows.isEmpty else { return }
        // Twenty-eight years hold each date on each weekday; the holidays of one's own are dates.
        let dates = tariff.holidays.dates
        let first = min(CivilDay(year: 2024, month: 1, day: 1), dates.min() ?? CivilDay(year: 2024, month: 1, day: 1))
        let last = max(CivilDay(year: 2051, month: 12, day: 31), dates.max() ?? CivilDay(number: 0))
        let hours = tariff.interval == .day ? [0] : Array(0..<24)
        var matching: Set<Int> = []
        var deciding: Set<Int> = []
        for number in first.number...last.number {
            let day = CivilDay(number: number)
            for hour in hours {
                let matches = tariff.windows.indices.filter {
                    tariff.windows[$0].matches(day: day, hour: hour, holidays: tariff.holidays)
                }
                matching.formUnion(matches)
                if let first = matches.first { deciding.insert(first) }
            }
            if deciding.count == tariff.windows.count { return }
        }
        let items = list.items() ?? []
        if matching.isEmpty {
            list.fault("no hour of any day falls into one of these windows: the tariff can never match")
        } else {
            for index in tariff.windows.indices where !deciding.contains(index) && index < items.count {
                items[index].fault(
                    matching.contains(index)
                        ? "decides nothing: the windows before it take all of its hours, and the first that matches decides"
                        : "no hour of any day falls into this window: it can never match")
            }
        }
    }
}
