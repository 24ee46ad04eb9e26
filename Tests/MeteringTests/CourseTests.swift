import TestSupport
import Testing

@testable import Metering

/// A meter's series of one kind are one course of time in which each moment counts once.
struct CourseTests {
    /// Readings from and to a minute.
    private func columns(_ rows: [(Int64, Int64, Double)]) -> ReadingColumns {
        ReadingColumns(starts: rows.map { $0.0 * 60_000 }, ends: rows.map { $0.1 * 60_000 }, values: rows.map(\.2))
    }

    /// The course in minutes and kWh.
    private func shown(_ course: Course) -> [String] {
        let readings = course.readings
        return (0..<readings.count).map { row in
            "\(readings.starts[row] / 60_000)-\(readings.ends[row] / 60_000) \(readings.values[row] / 3.6e6)"
        }
    }

    @Test func oneUnitFollowsAnother() {
        let course = Course([
            ("MWh", columns([(30, 45, 0.002), (45, 60, 0.002)])), ("kWh", columns([(0, 15, 1), (15, 30, 1)])),
        ])
        #expect(shown(course) == ["0-15 1.0", "15-30 1.0", "30-45 2.0", "45-60 2.0"])
    }

    @Test func kilowattHoursCountIfTwoUnitsHoldTheSameTime() {
        let course = Course([
            ("GJ", columns([(0, 15, 7), (15, 30, 7)])), ("kWh", columns([(0, 15, 1)])), ("J", columns([(0, 15, 9)])),
        ])
        #expect(course.readings.starts == [0, 900_000])
        #expect(course.readings.values == [3.6e6, 7e9])
    }

    @Test func otherwiseTheFirstUnitByNameCounts() {
        let course = Course([
            ("MWh", columns([(0, 15, 1)])), ("GJ", columns([(0, 15, 7)])), ("Wh", columns([(0, 15, 2)])),
        ])
        #expect(course.readings.values == [7e9])
    }

    @Test func onlyTheFreeTimeOfALongerReadingCounts() {
        let course = Course([("kWh", columns([(15, 30, 3), (30, 45, 3)])), ("MWh", columns([(0, 60, 0.008)]))])
        #expect(shown(course) == ["0-15 2.0", "15-30 3.0", "30-45 3.0", "45-60 2.0"])
        #expect((0..<4).map { course.period($0).count / 60_000 } == [60, 15, 15, 60])
    }

    @Test func otherKindsKeepTheirUnit() {
        let readings = columns([(0, 15, 1.25), (15, 30, 2)])
        #expect(Course([("m3", readings)]).readings == readings)
        #expect(Course([("", readings)]).readings == readings)
        #expect(Course([]).readings.isEmpty)
    }

    /// From scratch: minute by minute, what the first unit that holds it gives.
    @Test(arguments: 1...40) func eachMinuteCountsOnce(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let units = ["kWh", "GJ", "MWh", "Wh"].shuffled(using: &random).prefix(Int.random(in: 1...4, using: &random))
        let series = units.map { unit -> (unit: String, readings: ReadingColumns) in
            var rows: [(Int64, Int64, Double)] = []
            var minute = Int64.random(in: 0...30, using: &random)
            while minute < 600 {
                let length: Int64 = [15, 15, 60, 7, 120].randomElement(using: &random) ?? 15
                // Some readings are not there.
                if Int.random(in: 0..<4, using: &random) > 0 {
                    rows.append((minute, minute + length, Double(Int.random(in: 0...80, using: &random))))
                }
                minute += length
            }
            return (unit, columns(rows))
        }
        let course = Course(series)
        let byRank = series.sorted { UnitKind.precedes($0.unit, $1.unit) }
        for minute in Int64(0)..<800 {
            #expect(power(course.readings, 1, minute) == first(byRank, minute))
        }
        // In order, without overlaps.
        let readings = course.readings
        #expect(zip(readings.ends, readings.starts.dropFirst()).allSatisfy { $0 <= $1 })
    }

    /// Joules in a minute, rounded; nil if no reading holds it.
    private func power(_ readings: ReadingColumns, _ joules: Double, _ minute: Int64) -> Int? {
        let time = minute * 60_000
        guard
            let row = readings.starts.indices.first(where: { readings.starts[$0] <= time && time < readings.ends[$0] })
        else { return nil }
        let minutes = Double(readings.ends[row] - readings.starts[row]) / 60_000
        return Int((readings.values[row] * joules / minutes).rounded())
    }

    private func first(_ series: [(unit: String, readings: ReadingColumns)], _ minute: Int64) -> Int? {
        for one in series {
            if let power = power(one.readings, EnergyUnit(one.unit)?.joules ?? 1, minute) { return power }
        }
        return nil
    }
}
