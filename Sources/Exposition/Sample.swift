/// One line of an exposition.
package struct Sample: Sendable, Equatable {
    /// What follows the family's name: `_bucket`, `_sum` or `_count` in a histogram, else nothing.
    package var suffix: String
    /// In any order; they are written sorted by name.
    package var labels: [Label]
    package var value: Double

    package init(suffix: String = "", labels: [Label], value: Double) {
        self.suffix = suffix
        self.labels = labels
        self.value = value
    }
}
