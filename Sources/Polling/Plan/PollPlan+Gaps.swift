import Ground
import Metering
import ReadingStore

extension PollPlan {
    /// More names would need several URLs where one request without names brings all the same.
    static let mostNamedPoints = 40

    /// Asks for each day that has a gap once: days that follow one another in one window, and by name of the metering points
    /// where these are few.
    ///
    /// - Parameter asked: days that are asked for in any case.
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
