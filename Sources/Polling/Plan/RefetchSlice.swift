import Ground

/// The days of the past that a poll requests again, so that each is requested once in an interval
/// (`time_series.full_refetch_interval`) at the latest.
///
/// In each seventh of the interval about a seventh of the days is requested, the longest-waiting first. The choice
/// depends only on when each day was last requested, so restarts, outages and polls at odd times change nothing.
struct RefetchSlice: Equatable {
    var days: Set<CivilDay>

    /// - Parameters:
    ///   - days: the past that the poll does not request anyway.
    ///   - answered: for each number, the time at which each day was last answered. A day without an answer for some
    ///     number counts by the others: it is requested as unanswered.
    init(
        now: Timestamp, interval: Duration, days past: Range<CivilDay>,
        _ answered: [(number: String, days: [CivilDay: Timestamp])]
    ) {
        let step = interval / 7
        var asked: [CivilDay: Timestamp] = [:]
        for (_, days) in answered {
            for (day, time) in days where past.contains(day) { asked[day] = min(asked[day] ?? time, time) }
        }
        // Each poll requests the newest days, so the newest answer is from the poll before.
        let last = answered.compactMap { $0.days.values.max() }.max() ?? now
        // The next poll is expected after an equally long pause, or a step.
        let pause = max(step, now - last)
        func age(_ day: CivilDay) -> Duration { asked[day].map { $0 > now ? interval : now - $0 } ?? .zero }
        let oldest = asked.keys.sorted { (age($0), $0.number) > (age($1), $1.number) }
        let due = oldest.prefix { age($0) + pause * 1.1 >= interval }.count
        // Slightly faster than needed: all days within six sevenths of the interval.
        let quota = Int((Double(asked.count) * pause.inSeconds / (interval - step).inSeconds).rounded(.up))
        let done = asked.keys.count { age($0) < step * 0.9 }
        days = Set(oldest.prefix(max(due, min(quota - done, oldest.count - done), 0)))
    }
}
