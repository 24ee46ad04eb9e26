/// A counter without labels; safe to use from any thread. It starts at 0.
package final class Counter: Sendable {
    private let vector: CounterVector

    package init(name: String, help: String) {
        vector = CounterVector(name: name, help: help, labels: [])
    }

    /// Counts one event, or `amount` of them; what is negative or not finite is ignored.
    package func increment(by amount: Double = 1) {
        vector.increment(by: amount)
    }

    /// The counter as it is now.
    package func family() -> MetricFamily { vector.family() }
}
