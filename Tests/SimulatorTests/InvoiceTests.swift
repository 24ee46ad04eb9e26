import Foundation
import NIOCore
import Testing

@testable import Simulator

/// Invoiced months are consistent with the simulated readings, and late.
struct InvoiceTests {
    private let day = CivilTime.day
    /// 2026-11-24T12:00:00Z
    private let now = CivilTime.days(year: 2026, month: 11, day: 24) * CivilTime.day + 12 * CivilTime.hour

    private func utility(_ irregularities: Irregularities = .usual, points: Int = 30) -> SimulatedUtility {
        var configuration = SimulatedUtility.Configuration()
        configuration.meteringPoints = points
        configuration.irregularities = irregularities
        return SimulatedUtility(configuration)
    }

    private func date(_ year: Int64, _ month: Int64, _ dayOfMonth: Int64 = 1) -> Int64 {
        CivilTime.days(year: year, month: month, day: dayOfMonth) * day
    }

    @Test(arguments: [Irregularities.none, .usual])
    func aMonthIsTheSumOfItsReadings(irregularities: Irregularities) {
        let utility = utility(irregularities, points: 4)
        for object in utility.objects {
            // October has an hour twice.
            let from = CivilTime.start(ofCivilDay: date(2026, 10) / day)
            let to = CivilTime.start(ofCivilDay: date(2026, 11) / day)
            let sum = utility.truth(of: object, from: from, to: to).reduce(0) { $0 + ($1.thousandths ?? 0) }
            #expect(utility.invoiceTruth(of: object, monthOf: from + 5 * day) == sum)
            let invoices = utility.invoices(
                of: object, from: date(2026, 10), to: date(2026, 11), visibleAt: now + 60 * day)
            if irregularities == .none { #expect(invoices.map(\.thousandths) == [sum]) }
        }
    }

    @Test func aMonthIsInvoicedSomeDaysAfterItsEnd() {
        let utility = utility(.none)
        for object in utility.objects {
            func months(at time: Int64) -> Int {
                utility.invoices(of: object, from: date(2026, 8), to: date(2026, 12), visibleAt: time).count
            }
            #expect(months(at: date(2026, 11, 3)) == 2)
            #expect(months(at: date(2026, 11, 20)) == 3)
        }
        // Not all on the same day.
        let object = utility.objects
        let counts = (3...20).map { day in
            object.filter {
                !utility.invoices(of: $0, from: date(2026, 10), to: date(2026, 11), visibleAt: date(2026, 11, day))
                    .isEmpty
            }.count
        }
        #expect(Set(counts).count > 4)
    }

    @Test func someInvoicesAreCorrectedSplitBlankOrMissing() {
        let utility = utility()
        var kinds: Set<String> = []
        for object in utility.objects {
            let late = utility.invoices(of: object, from: date(2025, 9), to: date(2026, 9), visibleAt: now + 365 * day)
            for month in 0..<12 {
                let first = date(2025 + (8 + Int64(month)) / 12, (8 + Int64(month)) % 12 + 1)
                let parts = late.filter { $0.date >= first && $0.date < first + 27 * day }
                if parts.isEmpty { kinds.insert("never") }
                if parts.contains(where: { $0.thousandths == nil }) { kinds.insert("blank") }
                if parts.count == 2, parts.allSatisfy({ $0.thousandths != nil }) {
                    kinds.insert("divided")
                    #expect(
                        parts.reduce(0) { $0 + ($1.thousandths ?? 0) }
                            == utility.invoiceTruth(of: object, monthOf: first + 5 * day))
                }
                let early = utility.invoices(
                    of: object, from: first, to: first + day, visibleAt: first + (31 + 17) * day)
                if early.first?.status == SimulatedInvoice.preliminary {
                    kinds.insert("corrected")
                    #expect(parts.first?.status == SimulatedInvoice.processed)
                    if let value = parts.first?.thousandths { #expect(early.first?.thousandths != value) }
                }
            }
        }
        #expect(kinds == ["never", "blank", "divided", "corrected"])
    }

    @Test func aPeakIsInReadingsAndInvoice() throws {
        var configuration = SimulatedUtility.Configuration()
        configuration.irregularities = .none
        let plain = SimulatedUtility(configuration)
        let object = try #require(plain.objects.first { $0.maxEffectKey != nil && $0.kind != .production })
        let start = date(2026, 10, 7) + 9 * CivilTime.hour
        configuration.peaks = [SimulatedPeak(meteringPoint: object.meteringPoint, start: start, kilowatts: 5000)]
        let utility = SimulatedUtility(configuration)
        let readings = utility.truth(of: object, from: start, to: start + CivilTime.hour)
        #expect(readings.map(\.thousandths) == [1_250_000, 1_250_000, 1_250_000, 1_250_000])
        let month = utility.invoices(of: object, from: date(2026, 10), to: date(2026, 11), visibleAt: now)
        #expect(
            month.first?.maxEffect == SimulatedReading.MaxEffect(time: start + CivilTime.hour, thousandths: 5_000_000))
        #expect(month.first?.thousandths == utility.invoiceTruth(of: object, monthOf: start))
        #expect(month != plain.invoices(of: object, from: date(2026, 10), to: date(2026, 11), visibleAt: now))
    }

    @Test(arguments: [
        "735999000000000013", "735999000000000013@soon=1", "735999000000000013@2026-11-03T08:15:00Z=1",
        "1@2026-11-03T08:00:00Z=-1",
    ])
    func anInvalidPeakIsRefused(text: String) {
        #expect(throws: SimulatorError.self) { try SimulatedPeak(parsing: text) }
    }

    // MARK: Answers

    private static let path = "/ConsumptionExternal/api/Consumption/InvoicedConsumption/Customer"

    @Test func pagesFollowEachOtherInEachForm() throws {
        for next in PageForm.Next.allCases where next != .none {
            var options = SimulatorOptions()
            options.pages.next = next
            options.pages.limit = 2
            options.now = { [now] in now }
            let responder = APIResponder(utility: utility(points: 5), options: options, origin: "http://a")
            var points: [String] = []
            var offset: Int? = 0
            while let current = offset {
                let items = [
                    QueryItem(name: "customerNumbers", value: "100001"),
                    QueryItem(name: "customerNumbers", value: "100002"),
                    QueryItem(name: "fromDate", value: "2026-01-01"), QueryItem(name: "toDate", value: "2026-11-24"),
                    QueryItem(name: "offset", value: String(current)),
                ]
                let query = try TimeSeriesQuery(items, endpoint: .invoiced)
                let page = InvoicePage(query, responder.utility, options.pages, at: now)
                points += page.objects.map { "\($0.meteringPoint) \($0.microproduction)" }
                offset = page.nextOffset
            }
            #expect(points == responder.utility.objects.map { "\($0.meteringPoint) \($0.microproduction)" })
        }
    }

    /// Ctrl-C must not wait for an answer that nobody reads any more.
    @Test func aClosedConnectionEndsItsAnswer() async throws {
        let utility = utility(points: 5)
        let items = [
            QueryItem(name: "customerNumbers", value: "100001"), QueryItem(name: "fromDate", value: "2026-01-01"),
            QueryItem(name: "toDate", value: "2026-11-24"),
        ]
        let page = InvoicePage(try TimeSeriesQuery(items, endpoint: .invoiced), utility, PageForm(), at: now)
        let object = try #require(page.objects.first)
        #expect(!page.invoices(of: object, utility).isEmpty)
        let closed = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return page.invoices(of: object, utility)
        }
        #expect(await closed.value.isEmpty)
    }

    @Test func theAnswerHasTheDocumentedKeys() throws {
        var options = SimulatorOptions()
        options.now = { [now] in now }
        let responder = APIResponder(utility: utility(.none, points: 3), options: options, origin: "http://a")
        func answer(_ items: [QueryItem]) -> Answer {
            responder.answer(
                APIRequest(
                    method: "GET", path: Self.path, items: items,
                    headers: [("api-version", "2.5"), ("Ocp-Apim-Subscription-Key", "secret")]))
        }
        let good = answer([
            QueryItem(name: "customerNumbers", value: "100001"), QueryItem(name: "fromDate", value: "2025-10-01"),
            QueryItem(name: "toDate", value: "2026-11-24"),
        ])
        guard good.status == 200, case .bytes(let buffer) = good.body else {
            Issue.record("no page: \(good)")
            return
        }
        let page = try JSONSerialization.jsonObject(with: Data(String(buffer: buffer).utf8)) as? [String: Any]
        let objects = try #require(page?["consumptions"] as? [[String: Any]])
        #expect(objects.count >= 3)
        for object in objects {
            #expect(object["property"] is String && object["meteringPoint"] is String)
            let readings = try #require(object["reading"] as? [[String: Any]])
            #expect(readings.count == 13)
            #expect(readings.allSatisfy { $0["readingDate"] is String && $0["unit"] is String && $0["value"] != nil })
        }
        #expect(answer([QueryItem(name: "customerNumbers", value: "100001")]).status == 400)
    }

    @Test func aFaultCanBeForOneEndpointOnly() throws {
        var plan = FaultPlan([try FaultRule(parsingFault: "429:1:endpoint=invoiced")], seed: 1)
        #expect(plan.next(nil, .timeSeries, pageLimit: 0) == nil)
        #expect(plan.next(nil, .invoiced, pageLimit: 0) != nil)
        #expect(throws: SimulatorError.self) { try FaultRule(parsingFault: "429:1:endpoint=other") }
    }
}
