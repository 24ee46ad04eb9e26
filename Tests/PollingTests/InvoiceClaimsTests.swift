import Ground
import Polling
import Testing

@testable import Metering

@Suite struct InvoiceClaimsTests {
    private let meter = MeterID(meteringPoint: "735999000000000015", deliveryCategory: "EL", microproduction: false)
    private let first = Timestamp(utcYear: 2026, month: 9, day: 1)
    private let moved = Timestamp(utcYear: 2026, month: 9, day: 14)

    private func source(_ customer: String, _ values: [(Timestamp, Double)], effect: Double? = nil) -> InvoiceSource {
        InvoiceSource(
            meter: meter, facts: MeterFacts(customerNumber: customer),
            series: [
                InvoiceSeries(unit: "kWh", invoices: values.map { Invoice(date: $0.0, value: $0.1, status: "") })
            ],
            maxEffects: effect.map {
                [InvoiceMaxEffect(date: first, effect: MaxEffect(time: moved, value: $0, unit: "kW"))]
            } ?? [])
    }

    private func values(_ batch: InvoiceBatch) -> [[Double]] {
        batch.sources.map { $0.series.flatMap(\.invoices).map(\.value) }
    }

    @Test func ofTwoThatInvoiceTheSameTheFirstInConfigurationOrderWins() {
        var batch = InvoiceBatch(sources: [
            source("100002", [(first, 7)], effect: 2), source("100001", [(first, 5)], effect: 1),
        ])
        var claims = InvoiceClaims()
        claims.settle(&batch, group: 0, customers: ["100001", "100002"])
        #expect(values(batch) == [[], [5]])
        #expect(batch.sources.map(\.maxEffects.count) == [0, 1])
        #expect(batch.rejected == [.duplicate: 1])
        #expect(batch.sources.map(\.facts.customerNumber) == [nil, "100001"])
    }

    @Test func aCustomerWhoMovedKeepsBothPartsAndTheNewOneGivesTheFacts() {
        var batch = InvoiceBatch(sources: [
            source("100001", [(first, 5)]), source("100002", [(moved, 7)]),
        ])
        var claims = InvoiceClaims()
        claims.settle(&batch, group: 0, customers: ["100001", "100002"])
        #expect(values(batch) == [[5], [7]])
        #expect(batch.rejected.isEmpty)
        #expect(batch.sources.map(\.facts.customerNumber) == [nil, "100002"])
    }

    @Test func whatIsAskedForAgainInHalvesIsNoDuplicate() {
        var claims = InvoiceClaims()
        for _ in 0..<2 {
            var batch = InvoiceBatch(sources: [source("100001", [(first, 5), (moved, 6)])])
            claims.settle(&batch, group: 0, customers: ["100001"])
            #expect(values(batch) == [[5, 6]] && batch.rejected.isEmpty)
            #expect(batch.sources[0].facts.customerNumber == "100001")
        }
        var other = InvoiceBatch(sources: [source("100001", [(first, 9)])])
        claims.settle(&other, group: 1, customers: ["100001"])
        #expect(values(other) == [[]])
    }

    @Test func twoObjectsOfOnePageThatLookTheSameAreTwo() {
        var batch = InvoiceBatch(sources: [source("100001", [(first, 5)]), source("100001", [(first, 6)])])
        var claims = InvoiceClaims()
        claims.settle(&batch, group: 0, customers: ["100001"])
        #expect(values(batch) == [[5], []] && batch.rejected == [.duplicate: 1])
    }
}
