/// The machine's clock.
package enum WallClock {
    /// The time now, to the millisecond.
    package static let now: @Sendable () -> Timestamp = {
        let time = SystemCalls.realTime()
        return Timestamp(milliseconds: time.seconds * 1000 + time.nanoseconds / 1_000_000)
    }
}
