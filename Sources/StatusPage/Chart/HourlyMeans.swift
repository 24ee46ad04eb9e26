import Ground
import Metering

/// Hourly amounts of one course over a stretch of time, from which its chart is drawn.
struct HourlyMeans: Sendable, Equatable {
    static let hour: Int64 = 3_600_000

    /// The start of the first hour.
    let start: Timestamp
    /// The amount that falls into each hour, in the unit shown.
    private(set) var amounts: [Double]
    /// The part of each hour that readings cover, in milliseconds.
    private(set) var covered: [Int64]

    /// - Parameters:
    ///   - readings: in order; those outside do not count, and one that reaches over a full hour is spread evenly.
    ///   - unit: the number of the readings' units in one of the shown unit.
    ///   - hours: the number of hours.
    init(_ readings: ReadingColumns, inUnitsOf unit: Double = 1, from start: Timestamp, hours: Int) {
        self.start = start
        amounts = Array(repeating: 0, count: hours)
        covered = Array(repeating: 0, count: hours)
        let length = Int64(hours) * Self.hour
        for row in 0..<readings.count {
            let from = readings.starts[row] - start.milliseconds
            let to = readings.ends[row] - start.milliseconds
            guard from < to, from < length, to > 0 else { continue }
            for hour in Int(max(0, from) / Self.hour)...Int((min(to, length) - 1) / Self.hour) {
                let bounds = Int64(hour) * Self.hour..<Int64(hour + 1) * Self.hour
                let inside = min(to, bounds.upperBound) - max(from, bounds.lowerBound)
                amounts[hour] += readings.values[row] / unit * Double(inside) / Double(to - from)
                covered[hour] += inside
            }
        }
    }

    var count: Int { amounts.count }
    var hoursKnown: Int { covered.count { $0 > 0 } }

    /// Returns the mean of an hour, as an amount an hour; nil if it has no reading, or the mean is no finite number.
    func mean(_ hour: Int) -> Double? {
        guard covered[hour] > 0 else { return nil }
        let mean = amounts[hour] * Double(Self.hour) / Double(covered[hour])
        return mean.isFinite ? mean : nil
    }

    func time(_ hour: Int) -> Timestamp { start + .milliseconds(Int64(hour) * Self.hour) }

    /// The hour with the highest mean, the first of several.
    var highest: (hour: Int, mean: Double)? {
        var highest: (hour: Int, mean: Double)?
        for hour in 0..<count {
            if let mean = mean(hour), mean > highest?.mean ?? -.infinity { highest = (hour, mean) }
        }
        return highest
    }

    /// The mean over all covered time, as an amount an hour.
    var mean: Double? {
        let known = covered.reduce(0, +)
        guard known > 0 else { return nil }
        let mean = amounts.reduce(0, +) * Double(Self.hour) / Double(known)
        return mean.isFinite ? mean : nil
    }
}
