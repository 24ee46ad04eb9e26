import Configuration

/// A bucket of permissions, of which each request takes one (the token bucket of Go's `rate.Limiter`).
struct RequestBucket {
    let limit: WebConfiguration.RateLimit
    private var tokens: Double
    private var filledAt: ContinuousClock.Instant

    /// Creates a full bucket.
    init(_ limit: WebConfiguration.RateLimit, now: ContinuousClock.Instant) {
        self.limit = limit
        tokens = Double(limit.burst)
        filledAt = now
    }

    /// Takes a permission; false if there is none.
    mutating func take(at now: ContinuousClock.Instant) -> Bool {
        tokens = min(Double(limit.burst), tokens + (now - filledAt) / limit.interval)
        filledAt = now
        guard tokens >= 1 else { return false }
        tokens -= 1
        return true
    }
}
