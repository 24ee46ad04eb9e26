/// A label of a counter or histogram, with its possible values if they are known.
package struct LabelValues: Sendable {
    /// The label's name.
    package let name: String
    /// All possible values, or nil if they appear while the program runs.
    package let closed: [String]?

    /// Creates a label.
    ///
    /// - Parameters:
    ///   - name: the label's name.
    ///   - closed: all possible values; if every label of a metric has them, each combination starts at 0, so that the
    ///     first event is visible as an increase.
    package init(_ name: String, closed: [String]? = nil) {
        self.name = name
        self.closed = closed
    }

    /// Returns every combination of closed values; none if a label is open.
    static func combinations(_ labels: [LabelValues]) -> [[Label]] {
        labels.reduce([[]]) { combinations, label in
            combinations.flatMap { start in (label.closed ?? []).map { start + [Label(name: label.name, value: $0)] } }
        }
    }

    /// Pairs the labels with values.
    ///
    /// - Returns: nil if the number of values differs from that of the labels, which is a mistake in the program.
    static func labels(_ labels: [LabelValues], with values: [String]) -> [Label]? {
        guard labels.count == values.count else {
            assertionFailure("\(values.count) label values for \(labels.count) labels")
            return nil
        }
        return zip(labels, values).map { Label(name: $0.name, value: $1) }
    }
}
