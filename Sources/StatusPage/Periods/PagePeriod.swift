import Ground
import Metering

/// A month or a year that a visitor selects: `2026-10`, `2026`.
struct PagePeriod: Sendable, Equatable {
    /// As in the address.
    let text: String
    let days: Range<CivilDay>

    /// - Returns: nil for any other text, and for years without any readings.
    init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(\.isASCIIDigit) }), parts[0].utf8.count == 4,
            let year = Int(parts[0]), 1970...2100 ~= year
        else { return nil }
        self.text = text
        switch parts.count {
        case 1:
            days = CivilDay(year: year, month: 1, day: 1)..<CivilDay(year: year + 1, month: 1, day: 1)
        case 2:
            guard parts[1].utf8.count == 2, let month = Int(parts[1]), 1...12 ~= month else { return nil }
            days = CivilMonth(year: year, month: month).days
        default: return nil
        }
    }

    /// The same period a year before.
    var yearBefore: Range<CivilDay> { days.lowerBound.yearBefore..<days.upperBound.yearBefore }
}
