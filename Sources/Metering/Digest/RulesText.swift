import Ground

extension DigestRules {
    /// A text that identifies the rules by which days are summed.
    package var textOfSums: String { "sums 1|\(zone(periodClock))" }

    /// Returns a text that identifies the rules by which a tariff's days have peak candidates. The choice among the
    /// days, and the price, are not part of it.
    package func text(ofPeaksOf tariff: Tariff) -> String {
        var parts = ["peaks 1", zone(tariff.clock), tariff.interval.rawValue, "most \(tariff.mostPeaksOfDay)"]
        parts.append("categories \(tariff.deliveryCategories.sorted())")
        parts.append("points \(tariff.meteringPoints.sorted())")
        parts.append("microproduction \(tariff.microproduction.rawValue)")
        if tariff.windows.contains(where: { $0.holidays != .include }) {
            let dates = tariff.holidays.dates.sorted().map(\.description)
            parts.append("holidays \(tariff.holidays.sweden) \(tariff.holidays.eves) \(dates)")
        }
        parts += tariff.windows.map(\.text)
        return parts.joined(separator: "|")
    }

    private func zone(_ clock: MeteringCalendar.Clock) -> String {
        clock == .civil ? "\(clock.rawValue) \(calendar.timeZone)" : clock.rawValue
    }
}

extension Tariff {
    /// The largest number of intervals of one day that can be among the peaks of a billing period.
    var mostPeaksOfDay: Int { distinctDays || interval == .day ? 1 : peaks }
}

extension Tariff.Window {
    fileprivate var text: String {
        let days = weekdays.map(\.number).sorted()
        let span = hours.map { "\($0.start)-\($0.end)" } ?? "all"
        return "window \(months.sorted()) \(days) \(span) \(holidays.rawValue) \(weight)"
    }
}
