/// One sample on its way to a receiver.
struct PushSample: Sendable, Equatable {
    /// Number of its series in the ``SeriesTable``.
    var series: Int
    /// Milliseconds since the epoch.
    var time: Int64
    var value: Double
}
