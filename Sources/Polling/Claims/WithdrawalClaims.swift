import Ground
import Metering
import ReadingStore

/// Periods that one poll found without a value (null), and the values that count against withdrawing their readings:
/// those of another object or reading, of any of that time.
///
/// The result is known only after all pages.
struct WithdrawalClaims {
    /// A customer group that knows some meters, with the times for which the poll has answers for all of its numbers.
    struct Witness {
        var points: Set<String>
        /// Windows with the requested metering points; an empty list stands for all.
        var heard: [(window: Range<Timestamp>, points: [String])]

        fileprivate func hasBeenHeard(_ withdrawal: Withdrawal) -> Bool {
            let point = withdrawal.meter.meteringPoint
            guard points.contains(point) else { return true }
            return heard.contains { window, points in
                window.lowerBound.milliseconds <= withdrawal.start && withdrawal.end <= window.upperBound.milliseconds
                    && (points.isEmpty || points.contains(point))
            }
        }
    }

    /// By meter and kind of unit; the kind is nil if the values have no unit.
    private var values: [MeterID: [UnitKind?: TimeRanges]] = [:]
    private var named: [Int: Set<Withdrawal>] = [:]

    init() {}

    /// True if no period was named without a value.
    var isEmpty: Bool { named.isEmpty }

    /// Adds the values and withdrawals of a page that a group has got.
    mutating func add(_ page: ReadingBatch, group: Int) {
        for series in page.series {
            let meter = page.sources[series.source].meter
            if !series.readings.isEmpty {
                values[meter, default: [:]][kind(series.unit), default: TimeRanges()].insert(
                    TimeRanges(ofAny: series.readings))
            }
            for index in series.withdrawals.starts.indices {
                named[group, default: []].insert(
                    Withdrawal(
                        meter: meter, unit: series.unit, start: series.withdrawals.starts[index],
                        end: series.withdrawals.ends[index]))
            }
        }
    }

    /// Returns the periods of a group's pages for which nothing has a value, in order.
    ///
    /// - Parameter witnesses: all groups. If another group may have a value, the decision is left to a poll that hears
    ///   it.
    func settled(of group: Int, _ witnesses: [Witness]) -> [Withdrawal] {
        (named[group] ?? []).filter { withdrawal in
            !hasValue(withdrawal) && witnesses.allSatisfy { $0.hasBeenHeard(withdrawal) }
        }
        .sorted { ($0.meter, $0.unit, $0.start, $0.end) < ($1.meter, $1.unit, $1.start, $1.end) }
    }

    private func hasValue(_ withdrawal: Withdrawal) -> Bool {
        let own = kind(withdrawal.unit)
        return (values[withdrawal.meter] ?? [:]).contains { kind, time in
            (kind == own || kind == nil || own == nil) && time.overlaps(withdrawal.start, withdrawal.end)
        }
    }

    private func kind(_ unit: String) -> UnitKind? { unit.isEmpty ? nil : UnitKind(unit) }
}

extension TimeRanges {
    /// Creates the time that readings cover, in any order.
    fileprivate init(ofAny readings: ReadingColumns) {
        let isInOrder = zip(readings.starts, readings.starts.dropFirst()).allSatisfy { $0 <= $1 }
        if isInOrder {
            self.init(of: readings)
        } else {
            self.init(merging: readings.starts.indices.map { readings.starts[$0]..<readings.ends[$0] })
        }
    }
}
