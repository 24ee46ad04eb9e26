import EnergyAPI
package import Ground
package import Metering
import Polling
package import ReadingStore
package import Snapshot

/// The input of a snapshot with one of each case: several units, production, a removed meter, odd texts, a
/// meter whose unit changed, a poll that failed partly and got odd answers, tariffs, invoices.
package enum SampleSnapshot {
    package static let now = Timestamp(utcYear: 2026, month: 10, day: 20)

    /// Returns the identity of a meter of the sample.
    package static func meter(_ point: String, _ category: String = "EL", production: Bool = false) -> MeterID {
        MeterID(meteringPoint: point, deliveryCategory: category, microproduction: production)
    }

    /// Returns a series of one meter whose newest reading ends `end` after ``now``.
    package static func series(
        _ meter: MeterID, _ unit: String, _ value: Double, ending end: Duration = .hours(-24),
        length: Duration = .minutes(15),
        status: String = "Processed"
    ) -> StoredSeries {
        StoredSeries(
            id: SeriesID(meter: meter, unit: unit),
            first: Timestamp(utcYear: 2026, month: 9, day: 23),
            newest: Reading(start: now + end - length, end: now + end, value: value, status: status))
    }

    package static var input: SnapshotInput {
        let boiler = meter("735999000000000015", "FJV")
        let office = meter("735999000000000022")
        let roof = meter("735999000000000022", production: true)
        let gone = meter("735999000000000039", "GAS")
        let changed = meter("735999000000000046", "FJV")
        let odd = meter("73\"59\\99\n😀")
        var outcome = PollOutcome(endpoint: .timeSeries, start: now - .minutes(5), duration: .milliseconds(2500))
        var main = GroupOutcome(group: "main")
        main.results = [.ok]
        main.findings[.unitChanged] = 1
        main.findings[.timeWithoutZone] = 1344
        main.known.counts = [("100001", 2), ("100002", 1)]
        main.known.points = [("735999000000000015", true)]
        var second = GroupOutcome(group: "second")
        second.results = [.ok, .unauthorized]
        second.errors = ["the API refused the subscription key (HTTP 401)"]
        second.findings[.refused] = 1
        second.refused = [RefusedNumber(customerNumber: "100003")]
        second.known.counts = [("100003", 0)]
        second.known.points = [("735999000000000099", false)]
        outcome.groups = [main, second]
        return SnapshotInput(
            now: now,
            contents: StoreContents(
                meters: [
                    StoredMeter(id: odd, facts: MeterFacts(), maxEffects: []),
                    StoredMeter(
                        id: boiler,
                        facts: MeterFacts(customerNumber: "100001", installationNumber: "I7", settlement: "FRB"),
                        maxEffects: [MaxEffect(time: now - .days(3), value: 42.5, unit: "kW")]),
                    StoredMeter(
                        id: office, facts: MeterFacts(customerNumber: "100001", rateCode: "80A", subscribedEffect: 63),
                        maxEffects: []),
                    StoredMeter(id: roof, facts: MeterFacts(customerNumber: "100001"), maxEffects: []),
                    StoredMeter(
                        id: gone, facts: MeterFacts(customerNumber: "100002"),
                        maxEffects: [MaxEffect(time: now - .days(30), value: 1, unit: "kW")]),
                    StoredMeter(id: changed, facts: MeterFacts(customerNumber: "100002"), maxEffects: []),
                ],
                series: [
                    series(odd, "", 1), series(boiler, "kWh", 12.5, length: .hours(1)),
                    series(boiler, "m3", 0.25, length: .hours(1)),
                    series(office, "kWh", 3.75), series(roof, "kWh", 0, status: "Estimated"),
                    series(gone, "m3", 7, ending: .days(-11)),
                    series(changed, "MWh", 0.0125, length: .hours(1)),
                    series(changed, "kWh", 11, ending: .days(-8), length: .hours(1)),
                ]),
            polls: [
                .timeSeries: PollStatus(newest: outcome, lastSuccess: now - .hours(2))
            ],
            storeSize: 81_920,
            settings: SnapshotSettings(
                staleAfter: .days(10), names: ["735999000000000015": "Boiler house"], rules: rules, invoicedMonths: 13,
                polled: [.timeSeries, .invoiced]),
            digests: Dictionary(
                uniqueKeysWithValues: [
                    digest(of: office, "kWh"), digest(of: boiler, "kWh"), digest(of: boiler, "m3"),
                    digest(of: changed, "kWh", "MWh"),
                ].map { ($0.id, $0) }),
            invoices: invoices(office, boiler))
    }

    /// Two tariffs: the default, and one that picks two peaks of office hours and has a price.
    package static var rules: DigestRules {
        var priced = Tariff(name: "office-hours")
        priced.peaks = 2
        priced.distinctDays = true
        priced.deliveryCategories = ["EL"]
        var window = Tariff.Window()
        window.hours = Tariff.Hours(from: 7 * 60, to: 20 * 60)
        window.holidays = .exclude
        priced.windows = [window]
        priced.price = Tariff.Price(amount: 45, currency: "SEK")
        return DigestRules(
            calendar: MeteringCalendar(timeZone: "Europe/Stockholm") ?? MeteringCalendar(), tariffs: [.hourly, priced])
    }

    /// Hours from a week of last month to the day before yesterday, with a hole of a day: 1, 2, ... 24 in each day, and an
    /// eighth more each day; from 12 October 02:00 on in the second unit, a thousand of the first, where there is one.
    package static func digest(of meter: MeterID, _ unit: String, _ second: String? = nil) -> CourseDigest {
        let calendar = rules.calendar
        let change = second == nil ? Int64.max : (now - .days(8)).milliseconds
        var readings: [String: ReadingColumns] = [:]
        for day in CivilDay(year: 2026, month: 9, day: 24).number...CivilDay(year: 2026, month: 10, day: 18).number
        where day != CivilDay(year: 2026, month: 10, day: 4).number {
            let start = calendar.start(of: CivilDay(number: day)).milliseconds
            for hour in 0..<24 {
                let from = start + Int64(hour) * 3_600_000
                let value = Double(hour + 1) + Double(day % 100) / 8
                readings[from < change ? unit : second ?? unit, default: ReadingColumns()].append(
                    starts: [from], ends: [from + 3_600_000], values: [from < change ? value : value / 1000],
                    statuses: [])
            }
        }
        var digest = CourseDigest(CourseID(SeriesID(meter: meter, unit: unit)), rules)
        digest.update(
            rules.horizon(at: now)..<now, with: readings.map { (unit: $0.key, readings: $0.value) }, rules)
        return digest
    }

    /// Returns invoices of two meters: whole months, a month in parts, and highest powers.
    package static func invoices(_ office: MeterID, _ boiler: MeterID) -> StoredInvoices {
        func date(_ month: Int64, _ day: Int64 = 1) -> Timestamp { Timestamp(utcYear: 2026, month: month, day: day) }
        return StoredInvoices(
            series: [
                .init(
                    id: SeriesID(meter: office, unit: "kWh"),
                    invoices: [
                        Invoice(date: date(8), value: 1200, status: "Processed"),
                        // A customer who moved: two parts of one month.
                        Invoice(date: date(9), value: 400, status: "Processed"),
                        Invoice(date: date(9, 14), value: 850.5, status: "Preliminary"),
                    ]),
                // The civil month of its date, which in UTC is still the month before.
                .init(
                    id: SeriesID(meter: boiler, unit: "MWh"),
                    invoices: [
                        Invoice(date: date(8, 31) + .hours(22), value: 12.25, status: "")
                    ]),
            ],
            maxEffects: [
                .init(
                    id: SeriesID(meter: office, unit: "kW"),
                    effects: [
                        InvoiceMaxEffect(date: date(9), effect: MaxEffect(time: date(9, 3), value: 61, unit: "kW")),
                        InvoiceMaxEffect(
                            date: date(9, 14), effect: MaxEffect(time: date(9, 20), value: 72, unit: "kW")),
                    ])
            ])
    }
}
