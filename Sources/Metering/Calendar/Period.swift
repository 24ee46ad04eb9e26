package import Ground

/// A civil period that readings are summed over. The raw value is the label `period`.
package enum Period: String, Sendable, CaseIterable {
    case today
    case yesterday
    case thisMonth = "this_month"
    case lastMonth = "last_month"

    /// The period's dates, given today's.
    package func days(on today: CivilDay) -> Range<CivilDay> {
        switch self {
        case .today: today..<(today + 1)
        case .yesterday: (today - 1)..<today
        case .thisMonth: today.month.days
        case .lastMonth: (today.month - 1).days
        }
    }
}
