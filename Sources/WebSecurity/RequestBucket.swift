import Configuration

/// A token bucket, from which each request takes one token (as Go's `rate.Limiter`).
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

    /// Takes a token; false if there is none.
    mutating func take(at now: ContinuousClock.Instant) -> Bool {
        tokens = min(Double(limit.burst), tokens + (now - filledAt) / limit.interval)
        filledAt = now
        guard tokens >= 1 else { return false }
        tokens -= 1
        return true
    }
}
