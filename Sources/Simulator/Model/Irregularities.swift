/// How often the utility's data is not as one would wish, as chances 0 ... 1 for each object and civil day.
package struct Irregularities: Sendable, Hashable {
    /// The day is absent when its neighbours come, and comes one to six days later.
    package var missingDay: Double
    /// One to twelve quarters that never come.
    package var gap: Double
    /// One to eight quarters whose value is null, "" or absent; half of such days heal after some days.
    package var blank: Double
    /// Hours that come with an estimated value and are corrected one to five business days later.
    package var estimated: Double

    package init(missingDay: Double = 0, gap: Double = 0, blank: Double = 0, estimated: Double = 0) {
        self.missingDay = missingDay
        self.gap = gap
        self.blank = blank
        self.estimated = estimated
    }

    /// Everything comes at once and stays.
    package static let none = Irregularities()
    /// What an operator should expect.
    package static let usual = Irregularities(missingDay: 0.01, gap: 0.015, blank: 0.015, estimated: 0.1)
}
