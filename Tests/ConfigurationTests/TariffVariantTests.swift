import Foundation
import Ground
import Metering
import TestSupport
import Testing

@testable import Configuration

/// Each tariff of `docs/tariffs.md`, against a few independent lines of Python.
struct TariffVariantTests {
    private let calendar: MeteringCalendar
    private let course = CourseID(
        meter: MeterID(meteringPoint: "735999000000000015", deliveryCategory: "EL", microproduction: false),
        kind: .energy)

    init() throws {
        calendar = try #require(MeteringCalendar(timeZone: "Europe/Stockholm"))
    }

    /// The examples of the documentation, read as a user's configuration is.
    private func documented() throws -> [Tariff] {
        let text = try String(
            contentsOf: RepositoryPaths.root.appending(path: "docs/tariffs.md"), encoding: .utf8)
        let folder = try ConfigurationFolder()
        return try text.split(separator: "```yaml\n").dropFirst().flatMap { part in
            let example = part.prefix(upTo: part.firstRange(of: "```")?.lowerBound ?? part.endIndex)
            return try folder.load("customers: [{numbers: [100001]}]\n\(example)").configuration.tariffs
        }
    }

    /// Quarters of a month with its neighbours' ends, in eighths of a kWh, so that sums are exact in any order.
    private func readings(_ month: CivilMonth, seed: UInt64) -> ReadingColumns {
        var random = SeededGenerator(seed: seed)
        var readings = ReadingColumns()
        let time = calendar.time(of: month)
        var start = time.lowerBound - .seconds(86_400)
        while start < time.upperBound + .seconds(86_400) {
            // Some hours are much higher, at any time of day; a few quarters are missing.
            let isHigh = start.milliseconds / 3_600_000 * 7919 % 37 == Int64(seed % 37)
            let value = Double(Int.random(in: isHigh ? 150...400 : 0...120, using: &random)) / 8
            if Int.random(in: 0..<200, using: &random) > 0 {
                readings.starts.append(start.milliseconds)
                readings.ends.append(start.milliseconds + 900_000)
                readings.values.append(value)
            }
            start = start + .seconds(900)
        }
        return readings
    }

    private struct Billed: Decodable {
        var kilowatts: Double
        var charge: Double?
        /// Starts, in milliseconds.
        var peaks: [Int64]
    }

    /// October repeats an hour and March skips one, December has Christmas, January Epiphany, and July is not winter.
    @Test(arguments: [(2026, 10), (2026, 3), (2026, 12), (2026, 1), (2025, 7), (2026, 11)])
    func eachDocumentedTariffBillsAsAnIndependentCalculationDoes(year: Int, month: Int) async throws {
        let month = CivilMonth(year: year, month: month)
        let tariffs = try documented()
        #expect(tariffs.count == 11)
        for seed in 1...3 {
            let readings = readings(month, seed: UInt64(seed))
            let input = try JSONSerialization.data(withJSONObject: [
                "month": "\(month)",
                "readings": zip(readings.starts, readings.values).map { [Double($0), $1] as [Any] },
            ])
            let answer = try await Program.python.run(["-c", Self.reckoning], input: Array(input))
            #expect(answer.status == 0, "\(answer.errors)")
            let expected = try JSONDecoder().decode([String: Billed].self, from: Data(answer.output))
            // The middle of the month is in it by either clock.
            let now = calendar.start(of: month.firstDay + 14)
            let rules = DigestRules(calendar: calendar, tariffs: tariffs)
            var heat = course
            heat.meter.deliveryCategory = "FJV"
            for (index, tariff) in tariffs.enumerated() {
                var digest = CourseDigest(tariff.deliveryCategories == ["FJV"] ? heat : course, rules)
                let time = CourseDigest.time(toUpdate: calendar.time(of: month), rules)
                digest.update(time, with: [("kWh", readings)], rules)
                let billed = digest.billed(index, in: rules.billingTime(of: tariff, ago: 0, at: now), rules)
                let reckoned = expected[tariff.name]
                #expect((billed == nil) == (reckoned == nil), "\(tariff.name) \(month)")
                guard let billed, let reckoned else { continue }
                #expect(abs(billed.watts / 1000 - reckoned.kilowatts) < 1e-9, "\(tariff.name) \(month)")
                #expect(billed.peaks.map(\.start.milliseconds) == reckoned.peaks, "\(tariff.name) \(month)")
                #expect((billed.charge == nil) == (reckoned.charge == nil), "\(tariff.name)")
                if let charge = billed.charge { #expect(abs(charge.amount - (reckoned.charge ?? 0)) < 1e-9) }
            }
        }
    }

    /// Python's own time zones, and PyPI's holidays.
    private static let reckoning = """
        import sys, json, datetime, zoneinfo, holidays
        data = json.load(sys.stdin)
        zone = zoneinfo.ZoneInfo("Europe/Stockholm")
        normal = datetime.timezone(datetime.timedelta(hours=1))
        free = holidays.country_holidays("SE", years=range(2024, 2028), include_sundays=False)
        at = lambda ms, tz=zone: datetime.datetime.fromtimestamp(ms / 1000, tz)
        inside = lambda t: t.strftime("%Y-%m") == data["month"]
        hours = {}
        for start, value in data["readings"]:
            hours.setdefault(int(start) // 3600000 * 3600000, []).append(value)
        hours = [(sum(v), h, at(h)) for h, v in hours.items() if len(v) == 4 and inside(at(h))]
        winter = lambda t: t.month in (11, 12, 1, 2, 3)
        weekday = lambda t: t.weekday() < 5
        work = lambda t: weekday(t) and t.date() not in free
        eve = lambda t: (t.month, t.day) in ((12, 24), (12, 31))
        def bill(items, count, distinct=False, price=None):
            picked, days = [], set()
            for kw, start, t in sorted(items, key=lambda i: (-i[0], i[1])):
                if len(picked) == count or (distinct and t.date() in days): continue
                picked.append((kw, start, t)); days.add(t.date())
            if not picked: return None
            n = len(picked)
            charge = sum(kw * price(t) for kw, _, t in picked) / n if price else None
            return dict(kilowatts=sum(p[0] for p in picked) / n, charge=charge, peaks=[p[1] for p in picked])
        only = lambda rule: [i for i in hours if rule(i[2])]
        quarters = [(v * 4, int(s), at(s)) for s, v in data["readings"] if inside(at(s))]
        minute = lambda t: t.hour * 60 + t.minute
        peak = lambda t: weekday(t) and (465 <= minute(t) < 675 or 930 <= minute(t) < 1155)
        night = lambda t: minute(t) >= 1350 or minute(t) < 315
        days = {}
        for start, value in data["readings"]:
            days.setdefault(at(start, normal).date(), []).append((value, int(start)))
        days = [(sum(v for v, _ in d) / 24, min(s for _, s in d), at(d[0][1], normal)) for d in days.values() if len(d) == 96]
        days = [d for d in days if inside(d[2])]
        bills = {
            "three-days": bill(hours, 3, True, lambda t: 45),
            "winter-days": bill(only(lambda t: winter(t) and work(t) and 7 <= t.hour < 20), 3, True, lambda t: 120),
            "half-at-night": bill([(kw / 2 if t.hour >= 22 or t.hour < 6 else kw, s, t) for kw, s, t in hours], 3, True, lambda t: 81.25),
            "five-days": bill(hours, 5, True, lambda t: 60 if winter(t) else 30),
            "working-hours": bill(only(lambda t: work(t) and 7 <= t.hour < 19), 3, False, lambda t: 100 if winter(t) else 50),
            "winter-without-eves": bill(only(lambda t: winter(t) and work(t) and not eve(t) and 6 <= t.hour < 20), 3, True, lambda t: 75),
            "highest": bill(hours, 1, False, lambda t: 40),
            "month": bill(hours, 1, False, lambda t: 35),
            "high-load": bill(only(lambda t: winter(t) and weekday(t) and 6 <= t.hour < 20), 1, False, lambda t: 55),
            "rush-hours": bill([(kw / 2 if night(t) else kw, s, t) for kw, s, t in quarters if peak(t) or night(t)], 2, True, lambda t: 20),
            "heat": bill(days, 1),
        }
        print(json.dumps({name: b for name, b in bills.items() if b}))
        """
}
