/// A day of the week.
package enum Weekday: String, Sendable, Hashable, CaseIterable {
    case monday = "mon"
    case tuesday = "tue"
    case wednesday = "wed"
    case thursday = "thu"
    case friday = "fri"
    case saturday = "sat"
    case sunday = "sun"

    private static let week = allCases

    /// - Parameter number: 0 for Monday to 6 for Sunday.
    init(number: Int) {
        self = Self.week[number]
    }

    /// 0 is Monday.
    package var number: Int {
        switch self {
        case .monday: 0
        case .tuesday: 1
        case .wednesday: 2
        case .thursday: 3
        case .friday: 4
        case .saturday: 5
        case .sunday: 6
        }
    }
}
