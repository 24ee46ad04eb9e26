/// A histogram without labels; safe to use from any thread.
package final class Histogram: Sendable {
    private let vector: HistogramVector

    /// - Parameter buckets: the upper bounds (inclusive); `+Inf` comes by itself.
    package init(name: String, help: String, buckets: [Double]) {
        vector = HistogramVector(name: name, help: help, labels: [], buckets: buckets)
    }

    /// Notes one observation; what is not finite is ignored.
    package func observe(_ value: Double) {
        vector.observe(value)
    }

    /// The histogram as it is now.
    package func family() -> MetricFamily { vector.family() }
}
