import Ground
import Metering
import ReadingStore

extension PollPlan {
    /// The most metering points to name: more would need several URLs, while one request without names returns all of
    /// them.
    static let mostNamedPoints = 40

    /// Returns requests for each day with a gap: consecutive days share a window, and metering points are named if they
    /// are few.
    ///
    /// - Parameter asked: days that are requested in any case.
    static func gapRequests(
        _ gaps: [StoredGap], within bounds: Range<Timestamp>, besides asked: Set<CivilDay>, meteringPoints: [String],
        maxWindow: Duration
    ) -> [Request] {
        var pointsByDay: [Timestamp: Set<String>] = [:]
        for gap in gaps {
            let time = Range(uncheckedBounds: (gap.time.lowerBound, gap.time.upperBound))
                .clamped(to: bounds.lowerBound.milliseconds..<bounds.upperBound.milliseconds)
            var day = Timestamp(milliseconds: time.lowerBound).startOfUTCDay
            while day.milliseconds < time.upperBound {
                if !asked.contains(day.utcDay) { pointsByDay[day, default: []].insert(gap.meter.meteringPoint) }
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
