extension Duration {
    /// Creates a duration of whole minutes.
    package static func minutes(_ count: Int) -> Duration { .seconds(count * 60) }

    /// Creates a duration of whole hours.
    package static func hours(_ count: Int) -> Duration { .seconds(count * 3_600) }

    /// Creates a duration of days of 24 hours.
    package static func days(_ count: Int) -> Duration { .seconds(count * 86_400) }

    /// Whole milliseconds, rounded toward zero.
    package var milliseconds: Int64 {
        components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
    }

    /// Seconds with their fraction.
    package var inSeconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }
}
