/// Notices that a transfer stopped moving.
///
/// In place of libcurl's `CURLOPT_LOW_SPEED_TIME`, which knows whole seconds only and looks at the mean speed of the last
/// five, so that a fast transfer that stops is noticed late.
struct StallWatch {
    private let limit: Duration
    private var bytes: Int64 = 0
    private var lastMoved: ContinuousClock.Instant?

    init(limit: Duration) {
        self.limit = limit
    }

    /// Tells how many bytes have moved since the start. The clock runs from the first time on.
    mutating func note(bytes: Int64, now: ContinuousClock.Instant) {
        guard lastMoved == nil || bytes != self.bytes else { return }
        self.bytes = bytes
        lastMoved = now
    }

    /// When it counts as stalled, if nothing moves until then; nil before the clock runs.
    var deadline: ContinuousClock.Instant? { lastMoved.map { $0 + limit } }
}
