import Ground
import Metering

/// A civil clock read backwards: from a label without a zone to points in time.
///
/// Labels are in milliseconds, as if the clock were in UTC.
struct CivilClock {
    /// The points in time at which the clock shows a label.
    enum Meaning: Equatable {
        case one(Int64)
        /// A label of the hour that is repeated in autumn; in summer time it is the earlier one.
        case two(summer: Int64, winter: Int64)
        /// A label of the hour that is skipped in March, read as if the clock had not been put forward yet.
        case skipped(Int64)

        /// The time; of two the first.
        var first: Int64 {
            switch self {
            case .one(let time), .two(let time, _), .skipped(let time): time
            }
        }

        /// The later time of a label that is shown twice.
        var winter: Int64? {
            if case .two(_, let winter) = self { winter } else { nil }
        }

        var isSkipped: Bool {
            if case .skipped = self { true } else { false }
        }

        /// True if there is only one time.
        var isOne: Bool {
            if case .one = self { true } else { false }
        }
    }

    private static let day = Timestamp.millisecondsPerDay
    private let calendar: MeteringCalendar
    /// The offset of all labels of a day without a clock change nearby. Nearly all labels of a page are of few days.
    private var known: (labels: Range<Int64>, offset: Int64) = (0..<0, 0)
    /// The meanings of labels near a change; each metering point of a page has the same ones.
    private var near: [Int64: Meaning] = [:]

    init(_ calendar: MeteringCalendar) {
        self.calendar = calendar
    }

    mutating func meaning(of label: Int64) -> Meaning {
        if known.labels.contains(label) { return .one(label - known.offset) }
        if let found = near[label] { return found }
        let start = label - (label % Self.day + Self.day) % Self.day
        let around = stride(from: start - Self.day, through: start + 2 * Self.day, by: Int(Self.day)).map(offset)
        if let offset = around.first, around.allSatisfy({ $0 == offset }) {
            known = (start..<(start + Self.day), offset)
            return .one(label - offset)
        }
        let found = meaning(of: label, among: around)
        if near.count >= Self.mostNear { near.removeAll() }
        near[label] = found
        return found
    }

    /// More than a day of minutes, and little memory whatever the answer.
    private static let mostNear = 10_000

    private func meaning(of label: Int64, among offsets: [Int64]) -> Meaning {
        let times = Set(offsets.map { label - $0 }.filter { $0 + offset($0) == label })
        if let first = times.min(), let last = times.max() {
            return first == last ? .one(first) : .two(summer: first, winter: last)
        }
        return .skipped(label - (offsets.min() ?? 0))
    }

    private func offset(_ time: Int64) -> Int64 { calendar.offset(at: Timestamp(milliseconds: time)) }
}
