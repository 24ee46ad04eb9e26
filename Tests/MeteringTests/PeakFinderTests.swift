import Ground
import TestSupport
import Testing

@testable import Metering

/// The peaks that a tariff picks (the worked example and the rules of `docs/tariffs.md`).
struct PeakFinderTests {
    private let calendar: MeteringCalendar

    init() throws {
        calendar = try #require(MeteringCalendar(timeZone: "Europe/Stockholm"))
    }

    private func tariff(_ peaks: Int = 1, _ change: (inout Tariff) -> Void = { _ in }) -> Tariff {
        var tariff = Tariff(name: "test")
        tariff.peaks = peaks
        change(&tariff)
        return tariff
    }

    private func window(_ change: (inout Tariff.Window) -> Void) -> Tariff.Window {
        var window = Tariff.Window()
        change(&window)
        return window
    }

    private func hours(_ month: CivilMonth, _ value: (CivilDay, Int) -> Double) -> ReadingColumns {
        let time = calendar.time(of: month)
        var readings = ReadingColumns()
        var start = time.lowerBound
        while start < time.upperBound {
            readings.starts.append(start.milliseconds)
            readings.ends.append(start.milliseconds + 3_600_000)
            readings.values.append(value(calendar.day(of: start), calendar.minute(of: start) / 60))
            start = start + .seconds(3600)
        }
        return readings
    }

    private func billed(_ tariff: Tariff, _ readings: ReadingColumns, _ days: Range<CivilDay>) -> BilledPower? {
        let finder = PeakFinder(tariff: tariff, calendar: calendar)
        return finder.billed(
            (days.lowerBound.number..<days.upperBound.number).flatMap {
                finder.candidates(of: CivilDay(number: $0), in: Course([("kWh", readings)]))
            })
    }

    private func kilowatts(_ power: BilledPower?) -> [Double] { (power?.peaks ?? []).map { $0.watts / 1000 } }

    /// November 2026: the 3rd is a Tuesday and the 8th a Sunday.
    private var example: ReadingColumns {
        hours(CivilMonth(year: 2026, month: 11)) { day, hour in
            switch (day.date.day, hour) {
            case (3, 8): 10.0
            case (3, 9): 9.8
            case (4, 18): 9.5
            case (8, 12): 12.0
            case (9, 23): 14.0
            default: 2.0
            }
        }
    }

    @Test func theWorkedExampleIsReproduced() throws {
        let days = CivilMonth(year: 2026, month: 11).days
        let office = window {
            $0.weekdays = [.monday, .tuesday, .wednesday, .thursday, .friday]
            $0.hours = Tariff.Hours(from: 7 * 60, to: 20 * 60)
        }
        let night = window {
            $0.hours = Tariff.Hours(from: 22 * 60, to: 6 * 60)
            $0.weight = 0.5
        }
        let rows: [(Tariff, [Double], Double)] = [
            (tariff(), [14], 14),
            (tariff(3) { $0.distinctDays = true }, [14, 12, 10], 12),
            (tariff(3), [14, 12, 10], 12),
            (
                tariff(3) {
                    $0.distinctDays = true
                    $0.windows = [night, Tariff.Window()]
                }, [12, 10, 9.5], 10.5
            ),
            (
                tariff(3) {
                    $0.distinctDays = true
                    $0.windows = [office]
                }, [10, 9.5, 2], 21.5 / 3
            ),
            (tariff(3) { $0.windows = [office] }, [10, 9.8, 9.5], 29.3 / 3),
        ]
        for (tariff, peaks, mean) in rows {
            let power = try #require(billed(tariff, example, days))
            #expect(zip(kilowatts(power), peaks).allSatisfy { abs($0 - $1) < 1e-9 } && power.peaks.count == peaks.count)
            #expect(abs(power.watts / 1000 - mean) < 1e-9)
        }
    }

    @Test func tiesGoToTheEarlier() {
        let month = CivilMonth(year: 2026, month: 11)
        let power = billed(tariff(2), hours(month) { _, _ in 5 }, month.days)
        let first = calendar.start(of: month.firstDay)
        #expect(power?.peaks.map(\.start) == [first, first + .seconds(3600)])
    }

    @Test func eachHourAcrossMidnightIsJudgedByItsOwnDate() {
        let month = CivilMonth(year: 2026, month: 11)
        // Friday night: its hours after midnight are Saturday's.
        let fridays = tariff(100) {
            $0.windows = [
                window {
                    $0.weekdays = [.friday]
                    $0.hours = Tariff.Hours(from: 22 * 60, to: 6 * 60)
                }
            ]
        }
        let power = billed(fridays, hours(month) { _, _ in 1 }, month.days)
        let found = (power?.peaks ?? []).map {
            (calendar.day(of: $0.start).weekday, calendar.minute(of: $0.start) / 60)
        }
        #expect(found.count == 4 * 8)
        #expect(found.allSatisfy { $0.0 == .friday && ($0.1 >= 22 || $0.1 < 6) })
    }

    @Test func theRepeatedHourOfOctoberIsTwoAndTheSkippedHourOfMarchNone() {
        let october = CivilMonth(year: 2026, month: 10)
        let twice = CivilDay(year: 2026, month: 10, day: 25)
        let power = billed(tariff(3), hours(october) { $0 == twice && $1 == 2 ? 9 : 1 }, october.days)
        #expect(kilowatts(power) == [9, 9, 1])
        let march = CivilMonth(year: 2026, month: 3)
        let skipped = CivilDay(year: 2026, month: 3, day: 29)
        let none = billed(tariff(), hours(march) { $0 == skipped && $1 == 2 ? 9 : 1 }, march.days)
        #expect(kilowatts(none) == [1])
    }

    /// Quarters of an hour from a start, as offsets in quarters with their values.
    private func quarters(_ start: Timestamp, _ values: [(Int64, Double)]) -> ReadingColumns {
        ReadingColumns(
            starts: values.map { start.milliseconds + $0.0 * 900_000 },
            ends: values.map { start.milliseconds + ($0.0 + 1) * 900_000 }, values: values.map(\.1))
    }

    @Test func anIncompleteHourIsNotAPeak() {
        let day = CivilDay(year: 2026, month: 11, day: 10)
        let start = calendar.start(of: day)
        let whole = quarters(start, [(0, 1), (1, 1), (2, 1), (3, 1), (4, 50), (5, 50), (6, 50)])
        #expect(kilowatts(billed(tariff(5), whole, day..<(day + 1))) == [4])
        #expect(billed(tariff(), quarters(start, [(0, 9)]), day..<(day + 1)) == nil)
        let quarter = tariff { $0.interval = .quarter }
        #expect(kilowatts(billed(quarter, quarters(start, [(0, 9)]), day..<(day + 1))) == [36])
    }

    @Test func aReadingAcrossABoundMakesNoPeak() {
        let day = CivilDay(year: 2026, month: 11, day: 10)
        let start = calendar.start(of: day).milliseconds
        let readings = ReadingColumns(
            starts: [start, start + 3_600_000, start + 9_000_000],
            ends: [start + 3_600_000, start + 9_000_000, start + 10_800_000],
            values: [5, 99, 7])
        #expect(kilowatts(billed(tariff(5), readings, day..<(day + 1))) == [5])
        #expect(billed(tariff { $0.interval = .quarter }, readings, day..<(day + 1)) == nil)
    }

    @Test func aMonthMayChangeFromHoursToQuarters() {
        let day = CivilDay(year: 2026, month: 11, day: 10)
        let start = calendar.start(of: day)
        var readings = ReadingColumns(
            starts: [start.milliseconds], ends: [start.milliseconds + 3_600_000], values: [6])
        let rest = quarters(start + .seconds(3600), [(0, 2), (1, 2), (2, 2), (3, 2)])
        readings.append(starts: rest.starts, ends: rest.ends, values: rest.values, statuses: [])
        #expect(kilowatts(billed(tariff(5), readings, day..<(day + 1))) == [8, 6])
    }

    @Test func theMeanOfADayIsItsUseOverItsLength() {
        // The first of them has 25 hours.
        for day in [CivilDay(year: 2026, month: 10, day: 25), CivilDay(year: 2026, month: 11, day: 2)] {
            let readings = hours(day.month) { date, _ in date == day ? 3 : 1 }
            let power = billed(tariff { $0.interval = .day }, readings, day.month.days)
            #expect(kilowatts(power) == [3])
            #expect(power?.peaks.first?.start == calendar.start(of: day))
        }
    }

    @Test func aChargeIsTheMeanOfEachPeakTimesItsPrice() {
        let month = CivilMonth(year: 2026, month: 11)
        let priced = tariff(2) {
            $0.price = Tariff.Price(amount: 10, currency: "SEK")
            $0.windows = [
                window {
                    $0.hours = Tariff.Hours(from: 23 * 60, to: 24 * 60)
                    $0.price = Tariff.Price(amount: 100, currency: "SEK")
                }, Tariff.Window(),
            ]
        }
        let power = billed(priced, example, month.days)
        #expect(power?.charge == Tariff.Price(amount: (14 * 100 + 12 * 10) / 2, currency: "SEK"))
    }

    @Test func windowsSeeMonthsAndHolidays() {
        let december = CivilMonth(year: 2026, month: 12)
        func days(_ change: (inout Tariff) -> Void) -> [Int] {
            let tariff = tariff(31) {
                $0.distinctDays = true
                change(&$0)
            }
            return (billed(tariff, hours(december) { _, _ in 1 }, december.days)?.peaks ?? []).map {
                calendar.day(of: $0.start).date.day
            }.sorted()
        }
        let only = window { $0.holidays = .only }
        #expect(days { $0.windows = [only] } == [25, 26])
        #expect(
            days {
                $0.windows = [only]
                $0.holidays = Holidays(eves: true)
            } == [24, 25, 26, 31])
        #expect(
            days {
                $0.windows = [only]
                $0.holidays = Holidays(sweden: false, dates: [CivilDay(year: 2026, month: 12, day: 13)])
            } == [13])
        #expect(days { $0.windows = [window { $0.months = [1] }] }.isEmpty)
    }

    @Test func aTariffAppliesToTheMetersItNames() {
        let meter = MeterID(meteringPoint: "735999000000000015", deliveryCategory: "EL", microproduction: false)
        var production = meter
        production.microproduction = true
        #expect(Tariff.hourly.applies(to: meter) && Tariff.hourly.applies(to: production))
        #expect(!tariff().applies(to: production))
        #expect(tariff { $0.microproduction = .include }.applies(to: production))
        #expect(!tariff { $0.microproduction = .only }.applies(to: meter))
        #expect(!tariff { $0.deliveryCategories = ["FJV"] }.applies(to: meter))
        #expect(!tariff { $0.meteringPoints = ["735999000000000022"] }.applies(to: meter))
    }

    @Test func productionIsExcludedOnlyByDefault() {
        let production = MeterID(meteringPoint: "735999000000000015", deliveryCategory: "EL", microproduction: true)
        var use = production
        use.microproduction = false
        #expect(tariff().isKeptByDefault(from: production))
        #expect(!tariff().isKeptByDefault(from: use))
        #expect(!tariff { $0.namesMicroproduction = true }.isKeptByDefault(from: production))
        #expect(!tariff { $0.deliveryCategories = ["FJV"] }.isKeptByDefault(from: production))
        #expect(!Tariff.hourly.isKeptByDefault(from: production))
    }

    // MARK: Windows in minutes

    /// Starts of the quarters of two days, from Friday 6 November 2026 on, that fall into a window, as the clock shows them.
    private func starts(_ change: (inout Tariff.Window) -> Void) -> [String] {
        let friday = CivilDay(year: 2026, month: 11, day: 6)
        let all = quarters(calendar.start(of: friday), (0..<192).map { ($0, 1) })
        let tariff = tariff(100) {
            $0.interval = .quarter
            $0.windows = [window(change)]
        }
        return (billed(tariff, all, friday..<(friday + 2))?.peaks ?? []).map(\.start).sorted().map { start in
            let minute = calendar.minute(of: start)
            return "\(calendar.day(of: start).weekday.rawValue) \(minute / 60):\(minute % 60)"
        }
    }

    @Test func anIntervalIsJudgedByItsStart() {
        let found = starts {
            $0.weekdays = [.friday]
            $0.hours = Tariff.Hours(from: 7 * 60 + 45, to: 8 * 60 + 20)
        }
        #expect(found == ["fri 7:45", "fri 8:0", "fri 8:15"])
    }

    @Test func eachPartOfAWindowAcrossMidnightIsJudgedByItsOwnDate() {
        let found = starts {
            $0.weekdays = [.saturday]
            $0.hours = Tariff.Hours(from: 23 * 60 + 30, to: 15)
        }
        #expect(found == ["sat 0:0", "sat 23:30", "sat 23:45"])
    }

    // MARK: Properties

    private func random(_ seed: UInt64) -> (Tariff, ReadingColumns, CivilMonth) {
        var random = SeededGenerator(seed: seed)
        let month = CivilMonth(year: 2026, month: Int.random(in: 1...12, using: &random))
        let tariff = tariff(Int.random(in: 1...5, using: &random)) {
            $0.distinctDays = Bool.random(using: &random)
            $0.clock = Bool.random(using: &random) ? .civil : .normal
            if Bool.random(using: &random) {
                $0.windows = [
                    window {
                        $0.hours = Tariff.Hours(from: 22 * 60, to: 6 * 60)
                        $0.weight = 0.5
                    }, window { $0.weekdays = [.monday, .tuesday, .sunday] },
                ]
            }
        }
        let readings = hours(month) { _, _ in Double(Int.random(in: 0...400, using: &random)) / 8 }
        return (tariff, readings, month)
    }

    @Test(arguments: 1...60) func anUpwardCorrectionNeverLowersTheBilledPower(seed: UInt64) throws {
        let (tariff, readings, month) = random(seed)
        var other = SeededGenerator(seed: seed &+ 1000)
        let before = try #require(billed(tariff, readings, month.days)).watts
        for _ in 0..<5 {
            var corrected = readings
            let row = Int.random(in: 0..<readings.count, using: &other)
            corrected.values[row] += Double(Int.random(in: 1...200, using: &other)) / 8
            #expect(try #require(billed(tariff, corrected, month.days)).watts >= before)
        }
    }

    @Test(arguments: 1...60) func daysInAnyOrderGiveTheSameAsAllHoursAtOnce(seed: UInt64) throws {
        let (tariff, readings, month) = random(seed)
        var other = SeededGenerator(seed: seed)
        let finder = PeakFinder(tariff: tariff, calendar: calendar)
        let days = (month.days.lowerBound.number..<month.days.upperBound.number).map { CivilDay(number: $0) }
        let shuffled = finder.billed(
            days.shuffled(using: &other).flatMap { finder.candidates(of: $0, in: Course([("kWh", readings)])) }
                .shuffled(using: &other))
        // Calculated directly: all hours that count, the highest first.
        var all: [Peak] = []
        let time = calendar.start(of: days[0], tariff.clock)..<calendar.start(of: month.days.upperBound, tariff.clock)
        for (start, value) in zip(readings.starts.map { Timestamp(milliseconds: $0) }, readings.values)
        where time.contains(start) {
            let day = calendar.day(of: start, tariff.clock)
            guard let window = tariff.window(day: day, minute: calendar.minute(of: start, tariff.clock)) else {
                continue
            }
            all.append(Peak(start: start, watts: value * 1000 * window.weight))
        }
        all.sort { ($1.watts, $0.start) < ($0.watts, $1.start) }
        var picked: [Peak] = []
        for peak in all where picked.count < tariff.peaks {
            let day = calendar.day(of: peak.start, tariff.clock)
            if tariff.distinctDays, picked.contains(where: { calendar.day(of: $0.start, tariff.clock) == day }) {
                continue
            }
            picked.append(peak)
        }
        #expect(shuffled?.peaks == picked)
    }
}
