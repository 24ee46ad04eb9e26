import Ground
import Metering
import ReadingStore
import TestSupport
import Testing

@testable import Polling

struct InvoiceClaimsTests {
    private let meter = MeterID(meteringPoint: "735999000000000015", deliveryCategory: "EL", microproduction: false)
    private let first = Timestamp(utcYear: 2026, month: 9, day: 1)
    private let moved = Timestamp(utcYear: 2026, month: 9, day: 14)
    private let calendar = MeteringCalendar(timeZone: "Europe/Stockholm") ?? MeteringCalendar()

    private func source(
        _ customer: String, _ values: [(Timestamp, Double)], removals: [Timestamp] = [], settlement: String? = nil,
        unit: String = "kWh", effect: Double? = nil
    ) -> InvoiceSource {
        InvoiceSource(
            meter: meter, facts: MeterFacts(customerNumber: customer, settlement: settlement),
            series: [
                InvoiceSeries(
                    unit: unit, invoices: values.map { Invoice(date: $0.0, value: $0.1, status: "") },
                    removals: removals)
            ],
            maxEffects: effect.map {
                [InvoiceMaxEffect(date: first, effect: MaxEffect(time: moved, value: $0, unit: "kW"))]
            } ?? [])
    }

    private func settled(
        _ pages: [(group: String, sources: [InvoiceSource])], dating: InvoiceDating = .start
    ) -> InvoiceClaims.Outcome {
        var claims = InvoiceClaims(
            order: OriginOrder([("main", ["100001", "100002"]), ("second", ["100001", "100003"])]), calendar: calendar,
            dating: dating)
        for page in pages { claims.add(InvoiceBatch(sources: page.sources), group: page.group) }
        return claims.settled()
    }

    private func settled(_ sources: InvoiceSource...) -> InvoiceClaims.Settled {
        settled([("main", sources)]).groups["main"] ?? InvoiceClaims.Settled()
    }

    private func parts(_ settled: InvoiceClaims.Settled) -> [String: [Double]] {
        Dictionary(
            settled.statements.map { ($0.customerNumber, $0.parts.map(\.invoice.value)) }, uniquingKeysWith: +)
    }

    @Test func theFirstConfiguredOfTwoConflictingInvoicesWins() {
        let settled = settled(
            source("100002", [(first, 7)], effect: 2), source("0100001", [(first, 5)], effect: 1))
        #expect(parts(settled) == ["100001": [5], "100002": []])
        #expect(settled.statements.flatMap(\.effects).map(\.effect.value) == [1])
        #expect(settled.duplicates == 1)
        #expect(settled.findings[.duplicate] == 1)
    }

    @Test func equalInvoicesAreDuplicatesAndNotAFinding() {
        let settled = settled(source("100002", [(first, 5)]), source("100001", [(first, 5)]))
        #expect(settled.duplicates == 1 && settled.findings.isEmpty)
    }

    @Test func aCustomerWhoMovedKeepsBothPartsAndTheNewOneGivesTheFacts() {
        let settled = settled(source("100001", [(first, 5)]), source("100002", [(moved, 7)]))
        #expect(parts(settled) == ["100001": [5], "100002": [7]])
        #expect(settled.duplicates == 0)
        #expect(settled.statements.last?.facts.customerNumber == "100002")
    }

    @Test func rowsOfOneObjectWithDifferentDatesAreParts() {
        #expect(parts(settled(source("100001", [(first, 5), (moved, 7)]))) == ["100001": [5, 7]])
    }

    @Test func theFirstOfTwoRowsOfOneDateCounts() {
        let settled = settled(source("100001", [(first, 5), (first, 6)]))
        #expect(parts(settled) == ["100001": [5]])
        #expect(settled.duplicates == 1 && settled.findings[.duplicate] == 1)
    }

    @Test func aCreditMakesAllRowsOfItsDateParts() {
        let settled = settled(source("100001", [(first, 500), (first, -500), (first, 480), (moved, 3), (moved, 4)]))
        #expect(parts(settled) == ["100001": [500, -500, 480, 3]])
        #expect(settled.duplicates == 1)
    }

    @Test func aNullRemovesItsRowAndLeavesTheRest() {
        let settled = settled(source("100001", [(moved, 7)], removals: [first]))
        #expect(parts(settled) == ["100001": [7]])
        let only = self.settled(source("100001", [], removals: [first]))
        #expect(only.statements.map(\.parts.count) == [0])
        #expect(only.statements.first?.dates.contains(first) == true)
    }

    @Test func theMonthIsTheOneThatHoldsTheDateOrTheOneThatItCloses() throws {
        let october = try #require(calendar.start(of: CivilDay(year: 2026, month: 10, day: 1)) as Timestamp?)
        let source = source("100001", [(october, 5)])
        for (dating, month) in [(InvoiceDating.start, 10), (.end, 9)] {
            let statement = settled([("main", [source])], dating: dating).groups["main"]?.statements.first
            let dates = try #require(statement?.dates)
            #expect(dates.contains(october))
            #expect(
                calendar.month(of: dates.lowerBound + .days(10)).description == "2026-\(month < 10 ? "0" : "")\(month)")
        }
    }

    @Test func rowsAskedForAgainInHalvesAreNotDuplicates() {
        let again = source("100001", [(first, 500), (first, -500), (first, 480), (moved, 6)])
        let outcome = settled([("main", [again]), ("main", [again])])
        #expect(outcome.groups["main"].map(parts) == ["100001": [500, -500, 480, 6]])
        #expect(outcome.groups["main"]?.duplicates == 0)
    }

    @Test func anObjectThatContinuesOnTheNextPageIsOne() {
        let outcome = settled([
            ("main", [source("100001", [(first, 500), (first, -500)])]),
            ("main", [source("100001", [(first, 480), (moved, 6)])]),
        ])
        #expect(outcome.groups["main"].map(parts) == ["100001": [500, -500, 480, 6]])
    }

    @Test func twoGroupsThatInvoiceTheSameGiveOneStatement() {
        let outcome = settled([
            ("second", [source("100001", [(first, 9)])]), ("main", [source("100001", [(first, 5)])]),
        ])
        #expect(outcome.groups["main"].map(parts) == ["100001": [5]])
        #expect(outcome.groups["second"]?.statements.isEmpty == true)
        #expect(outcome.groups["second"]?.duplicates == 1)
    }

    @Test func unitsOfOneKindAreOneInvoice() {
        let settled = settled(
            source("100001", [(first, 0.5)], settlement: "A", unit: "MWh"),
            source("100001", [(first, 500)], settlement: "B"),
            source("100001", [(first, 3)], settlement: "C", unit: "m3"))
        #expect(settled.statements.flatMap(\.parts).map(\.unit).sorted() == ["MWh", "m3"])
        #expect(settled.duplicates == 1)
    }

    @Test func theOrderOfTheObjectsDoesNotMatter() {
        var random = SeededGenerator(seed: 4)
        let sources = [
            source("100002", [(first, 7), (moved, 2)], settlement: "A"),
            source("100001", [(first, 5)], settlement: "B"),
            source("100001", [(first, 6), (moved, 8)], settlement: "A"), source("100009", [(first, 4)]),
            source("100001", [], removals: [moved], settlement: "C"),
        ]
        let expected = settled([("main", sources)])
        for _ in 0..<50 {
            let pages = sources.shuffled(using: &random).map { (group: "main", sources: [$0]) }
            let found = settled(pages)
            #expect(found.groups["main"]?.statements == expected.groups["main"]?.statements)
            #expect(found.groups["main"]?.duplicates == expected.groups["main"]?.duplicates)
        }
    }
}
