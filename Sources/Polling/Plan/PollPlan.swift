import Configuration
import Ground
import Metering
import ReadingStore

/// The time that a poll requests: only days that can still change (`docs/configuration.md`, `time_series`).
///
/// Requests cover whole UTC days, so that it does not matter whether the API takes `toDate` as inclusive. The newest
/// come first, so that a first poll shows current values before it has read months.
struct PollPlan: Sendable, Equatable {
    /// One request: a stretch of time, for all or some of the group's numbers and points.
    struct Request: Sendable, Equatable {
        var window: Range<Timestamp>
        /// Empty for all of the group.
        var customerNumbers: [String]
        /// Empty for all of the group.
        var meteringPoints: [String]

        init(window: Range<Timestamp>, customerNumbers: [String] = [], meteringPoints: [String] = []) {
            self.window = window
            self.customerNumbers = customerNumbers
            self.meteringPoints = meteringPoints
        }
    }

    /// The stored state of the group.
    struct Known: Sendable {
        /// The newest end of a reading; nil if none is stored.
        var newest: Timestamp?
        var refetched: Timestamp?
        var gapsChecked: Timestamp?
        /// True if a meter is new since then: its past is read at once, without waiting for the daily check.
        var hasNewMeters: Bool
        /// The group's customer numbers, each with its answered days and the time of their last request.
        var answered: [(number: String, days: [CivilDay: Timestamp])]
        var meteringPoints: [String]
        /// Gaps inside the lookback.
        var gaps: [StoredGap]

        init(
            newest: Timestamp? = nil, refetched: Timestamp? = nil, gapsChecked: Timestamp? = nil,
            hasNewMeters: Bool = false, answered: [(number: String, days: [CivilDay: Timestamp])] = [],
            meteringPoints: [String] = [], gaps: [StoredGap] = []
        ) {
            self.newest = newest
            self.refetched = refetched
            self.gapsChecked = gapsChecked
            self.hasNewMeters = hasNewMeters
            self.answered = answered
            self.meteringPoints = meteringPoints
            self.gaps = gaps
        }
    }

    var requests: [Request]
    /// True if the poll requests corrections; the store records it once all requests have succeeded.
    var isRefetch: Bool
    /// True if the poll requests all days with gaps, and those that were never answered; recorded likewise.
    var isGapCheck: Bool
    /// The time searched for gaps; nil if the plan asks for none.
    var gapTime: Range<Timestamp>?

    init(now: Timestamp, settings: Configuration.TimeSeries, maxWindow: Duration, known: Known) {
        let end = (now + .milliseconds(1)).endOfUTCDay
        let lookback = (now - settings.lookback).startOfUTCDay
        // The whole past of a number that was never answered is read at once too.
        let hasNewNumbers = known.answered.contains { $0.days.isEmpty }
        isRefetch = Self.isDue(known.refetched, now, settings.refetchInterval)
        isGapCheck = known.hasNewMeters || hasNewNumbers || Self.isDue(known.gapsChecked, now, .days(1))
        var start = lookback
        if let newest = known.newest {
            let from = now - (isRefetch ? settings.refetch : settings.recent)
            start = min(from, newest).startOfUTCDay
        }
        requests = Self.windows(start..<end, atMost: maxWindow).map { Request(window: $0) }
        guard known.newest != nil, lookback < start else { return }
        let past = (lookback..<start).utcDays
        let again = RefetchSlice(now: now, interval: settings.fullRefetchInterval, days: past, known.answered).days
        let days = PastDays(
            again: again, unanswered: isGapCheck ? past : past.lowerBound..<past.lowerBound, known.answered)
        requests += days.requests(maxWindow: maxWindow)
        guard isGapCheck else { return }
        gapTime = lookback..<start
        requests += Self.gapRequests(
            known.gaps, within: lookback..<start, besides: days.whole, meteringPoints: known.meteringPoints,
            maxWindow: maxWindow)
    }

    /// Returns true if an interval has passed since a mark. A mark in the future means that the clock was set back, and
    /// is due.
    private static func isDue(_ mark: Timestamp?, _ now: Timestamp, _ interval: Duration) -> Bool {
        guard let mark, mark <= now else { return true }
        return now - mark >= interval
    }

    /// Cuts a stretch of whole days, newest first.
    static func windows(_ time: Range<Timestamp>, atMost longest: Duration) -> [Range<Timestamp>] {
        let days = max(1, longest.components.seconds / 86_400)
        var windows: [Range<Timestamp>] = []
        var end = time.upperBound
        while end > time.lowerBound {
            let start = max(time.lowerBound, end - .days(Int(days)))
            windows.append(start..<end)
            end = start
        }
        return windows
    }
}

extension Range<Timestamp> {
    /// The UTC days that the range touches.
    var utcDays: Range<CivilDay> { lowerBound.utcDay..<upperBound.endOfUTCDay.utcDay }
}

extension CivilDay {
    /// The day in UTC.
    var utcTime: Range<Timestamp> { MeteringCalendar().time(of: self) }
}
