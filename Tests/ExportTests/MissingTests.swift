import Ground
import Metering
import ReadingStore
import Testing

@testable import Export

struct MissingTests {
    private let calendar = MeteringCalendar(timeZone: "Europe/Stockholm") ?? MeteringCalendar()
    private let meter = MeterID(meteringPoint: "735999000000000015", deliveryCategory: "EL", microproduction: false)
    /// Civil midnight of 5 November 2026.
    private var midnight: Timestamp { calendar.start(of: CivilDay(year: 2026, month: 11, day: 5)) }

    private func rows(
        _ missing: [Range<Timestamp>], reach: Range<Timestamp>? = nil, by step: MissingReadings.Step = .day
    ) -> [MissingReadings.Row] {
        MissingReadings.rows(
            missing, reach: reach ?? (midnight - .days(9))..<(midnight + .days(9)),
            in: (midnight - .days(2))..<(midnight + .days(3)), by: step, calendar)
    }

    @Test func aGapIsCutAtTheMidnightsOfTheZone() {
        let rows = rows([(midnight - .hours(1))..<(midnight + .hours(26))])
        #expect(rows.map(\.missing) == [.hours(1), .hours(24), .hours(2)])
        #expect(rows.map(\.time.lowerBound) == [midnight - .days(1), midnight, midnight + .days(1)])
        #expect(rows.map(\.isWhole) == [false, true, false] && rows.allSatisfy { $0.place == .gap })
    }

    @Test func severalGapsOfADayAreOneRow() {
        let rows = rows([
            midnight..<(midnight + .minutes(15)), (midnight + .hours(3))..<(midnight + .hours(4)),
        ])
        #expect(rows.map(\.missing) == [.minutes(75)])
    }

    @Test func hoursAreThoseOfTheClock() {
        let rows = rows([(midnight + .minutes(45))..<(midnight + .minutes(75))], by: .hour)
        #expect(rows.map(\.missing) == [.minutes(15), .minutes(15)])
        #expect(rows.map(\.time.lowerBound) == [midnight, midnight + .hours(1)])
    }

    @Test func timeBeforeTheFirstAndAfterTheNewestReadingIsNotAGap() {
        let rows = rows(
            [(midnight - .hours(1))..<(midnight + .hours(2)), (midnight + .hours(20))..<(midnight + .hours(30))],
            reach: (midnight + .hours(1))..<(midnight + .hours(22)))
        #expect(rows.map(\.place) == [.beforeFirst, .beforeFirst, .gap, .afterNewest, .afterNewest])
        #expect(rows.map(\.missing) == [.hours(1), .hours(1), .hours(3), .hours(2), .hours(6)])
    }

    @Test func theRepeatedHourIsTwoHoursAndItsDayHas25() {
        let day = calendar.time(of: CivilDay(year: 2026, month: 10, day: 25))
        func rows(_ step: MissingReadings.Step) -> [MissingReadings.Row] {
            MissingReadings.rows([day], reach: day, in: day, by: step, calendar)
        }
        #expect(rows(.day).map(\.missing) == [.hours(25)] && rows(.day)[0].isWhole)
        #expect(rows(.hour).count == 25)
    }

    // MARK: Texts

    private func report(_ format: MissingReport.Format, _ missing: [Range<Timestamp>]) -> [String] {
        var readings = MissingReadings(meter: meter, unit: "kWh", rows: rows(missing))
        readings.meter.deliveryCategory = "E,L"
        return MissingReport(format, by: .day, calendar, names: [meter.meteringPoint: "Boiler house"]).lines(readings)
    }

    @Test func wholeDaysThatFollowOneAnotherAreOneLineOfText() {
        #expect(
            report(.text, [(midnight - .days(1))..<(midnight + .days(1) + .minutes(90))]) == [
                "Boiler house, 735999000000000015 E,L, used, kWh", "  2026-11-04 to 2026-11-05: 2 d",
                "  2026-11-06: 1 h 30 min",
            ])
    }

    @Test func eachDayIsARowOfCSV() {
        #expect(
            report(.csv, [(midnight - .days(1))..<(midnight + .days(1))]) == [
                "735999000000000015,\"E,L\",false,kWh,2026-11-03T23:00:00.000Z,2026-11-04T23:00:00.000Z,86400,gap",
                "735999000000000015,\"E,L\",false,kWh,2026-11-04T23:00:00.000Z,2026-11-05T23:00:00.000Z,86400,gap",
            ])
        #expect(report(.csv, []).isEmpty && report(.text, []).isEmpty)
    }
}
