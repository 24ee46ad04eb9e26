import Configuration
import Ground
import Metering
import ReadingStore

/// Which time a poll asks for: only what can still change (`interface.md`, `time_series`).
///
/// Whole UTC days, so that it does not matter whether the API takes `toDate` as inclusive; the newest first, so that a
/// first poll shows current values before it has read months.
struct PollPlan: Sendable, Equatable {
    /// One question: a stretch of time, for all of the group's metering points or a few.
    struct Request: Sendable, Equatable {
        var window: Range<Timestamp>
        /// Empty for all that the group asks for.
        var meteringPoints: [String]

        init(window: Range<Timestamp>, meteringPoints: [String] = []) {
            self.window = window
            self.meteringPoints = meteringPoints
        }
    }

    /// What the store knows of the group.
    struct Known: Sendable {
        /// The newest end of a reading, nil where nothing is stored.
        var newest: Timestamp?
        var refetched: Timestamp?
        var gapsChecked: Timestamp?
        /// A meter has come after that: its past is read at once, it does not wait for the daily look.
        var hasNewMeters: Bool
        var meteringPoints: [String]
        /// Inside the lookback.
        var gaps: [StoredGap]

        init(
            newest: Timestamp? = nil, refetched: Timestamp? = nil, gapsChecked: Timestamp? = nil,
            hasNewMeters: Bool = false, meteringPoints: [String] = [], gaps: [StoredGap] = []
        ) {
            self.newest = newest
            self.refetched = refetched
            self.gapsChecked = gapsChecked
            self.hasNewMeters = hasNewMeters
            self.meteringPoints = meteringPoints
            self.gaps = gaps
        }
    }

    /// More names would need several URLs where one request without names brings all the same.
    static let mostNamedPoints = 40

    var requests: [Request]
    /// The poll asks for corrections; the store notes it when all requests have succeeded.
    var isRefetch: Bool
    /// The poll asks for all days with gaps; noted likewise.
    var isGapCheck: Bool

    init(now: Timestamp, settings: Configuration.TimeSeries, maxWindow: Duration, known: Known) {
        let end = (now + .milliseconds(1)).endOfUTCDay
        let lookback = (now - settings.lookback).startOfUTCDay
        isRefetch = PollPlan.isDue(known.refetched, now, settings.refetchInterval)
        isGapCheck = known.hasNewMeters || PollPlan.isDue(known.gapsChecked, now, .days(1))
        var start = lookback
        if let newest = known.newest {
            let from = now - (isRefetch ? settings.refetch : settings.recent)
            start = min(from, newest).startOfUTCDay
        }
        requests = PollPlan.windows(start..<end, atMost: maxWindow).map { Request(window: $0) }
        guard isGapCheck, known.newest != nil, lookback < start else { return }
        requests += PollPlan.gapRequests(
            known.gaps, within: lookback..<start, meteringPoints: known.meteringPoints, maxWindow: maxWindow)
    }

    /// A mark in the future is a clock that has been set back, and is due.
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

    /// Asks for each day that has a gap once: days that follow one another in one window, and by name of the metering points
    /// where these are few.
    private static func gapRequests(
        _ gaps: [StoredGap], within bounds: Range<Timestamp>, meteringPoints: [String], maxWindow: Duration
    ) -> [Request] {
        var pointsByDay: [Timestamp: Set<String>] = [:]
        for gap in gaps {
            let time = Range(uncheckedBounds: (gap.time.lowerBound, gap.time.upperBound))
                .clamped(to: bounds.lowerBound.milliseconds..<bounds.upperBound.milliseconds)
            var day = Timestamp(milliseconds: time.lowerBound).startOfUTCDay
            while day.milliseconds < time.upperBound {
                pointsByDay[day, default: []].insert(gap.meter.meteringPoint)
                day = day + .days(1)
            }
        }
        let stretches = pointsByDay.keys.map { $0..<($0 + .days(1)) }.merged()
        return stretches.reversed().flatMap { windows($0, atMost: maxWindow) }.map { window in
            let points = pointsByDay.filter { window.contains($0.key) }.reduce(into: Set()) { $0.formUnion($1.value) }
            let isNarrow = points.count < meteringPoints.count && points.count <= mostNamedPoints
            return Request(window: window, meteringPoints: isNarrow ? points.sorted() : [])
        }
    }
}
