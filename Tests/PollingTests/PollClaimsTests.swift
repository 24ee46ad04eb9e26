import Ground
import Metering
import Polling
import Testing

@Suite struct PollClaimsTests {
    private let meter = MeterID(meteringPoint: "735999000000000015", deliveryCategory: "EL", microproduction: false)

    private func batch(_ sources: [(customer: String, settlement: String, starts: [Int64])]) -> ReadingBatch {
        var batch = ReadingBatch(statuses: [""])
        for (index, source) in sources.enumerated() {
            batch.sources.append(
                ReadingSource(
                    meter: meter,
                    facts: MeterFacts(customerNumber: source.customer, settlement: source.settlement)))
            batch.series.append(
                SeriesColumns(
                    source: index, unit: "kWh",
                    readings: ReadingColumns(
                        starts: source.starts, ends: source.starts.map { $0 + 15 },
                        values: source.starts.map { _ in Double(index) }, statuses: source.starts.map { _ in 0 })))
        }
        return batch
    }

    @Test func ofTwoObjectsThatSayTheSamePeriodTheFirstWins() {
        var claims = PollClaims()
        var page = batch([("100001", "FRB", [0, 15]), ("100001", "", [15, 30])])
        claims.settle(&page, group: 0, customers: ["100001"])
        #expect(page.series[0].readings.starts == [0, 15])
        #expect(page.series[1].readings.starts == [30])
        #expect(page.rejected == [.duplicate: 1])
    }

    @Test func twoObjectsThatCannotBeToldApartDoNotOverwriteOneAnother() {
        var claims = PollClaims()
        for _ in 0..<2 {
            var page = batch([("100001", "FRB", [0, 15]), ("100001", "FRB", [0, 30])])
            claims.settle(&page, group: 0, customers: ["100001"])
            #expect(page.series[0].readings.starts == [0, 15])
            #expect(page.series[1].readings.starts == [30])
            #expect(page.rejected == [.duplicate: 1])
        }
    }

    @Test func theSecondObjectsMaxEffectsAreDroppedToo() {
        var claims = PollClaims()
        var page = batch([("100001", "FRB", [0]), ("100001", "", [15])])
        for index in 0..<2 {
            page.sources[index].maxEffects = [
                MaxEffect(time: Timestamp(milliseconds: 0), value: Double(index), unit: "kW")
            ]
        }
        claims.settle(&page, group: 0, customers: ["100001"])
        #expect(page.sources.map(\.maxEffects.count) == [1, 0])
    }

    @Test func withinAPageTheOrderOfTheCustomersInTheConfigurationDecides() {
        var claims = PollClaims()
        var page = batch([("100002", "", [0]), ("100001", "", [0])])
        claims.settle(&page, group: 0, customers: ["100001", "100002"])
        #expect(page.series[0].readings.isEmpty)
        #expect(page.series[1].readings.starts == [0])
        #expect(page.sources[0].facts == MeterFacts())
        #expect(page.sources[1].facts.customerNumber == "100001")
    }

    @Test func anEarlierGroupWinsOverALaterOneOnALaterPage() {
        var claims = PollClaims()
        var first = batch([("100001", "", [0, 15])])
        claims.settle(&first, group: 0, customers: ["100001"])
        var second = batch([("100001", "", [0, 15, 30])])
        claims.settle(&second, group: 1, customers: ["100001"])
        #expect(second.series[0].readings.starts == [30])
        #expect(second.rejected == [.duplicate: 2])
    }

    @Test func oneObjectMaySayAPeriodAgainOnALaterPage() {
        var claims = PollClaims()
        for _ in 0..<2 {
            var page = batch([("100001", "", [0, 15])])
            claims.settle(&page, group: 0, customers: ["100001"])
            #expect(page.series[0].readings.count == 2)
            #expect(page.rejected.isEmpty)
        }
    }

    @Test func anHourOfOneObjectDoesNotReplaceTheQuartersOfAnother() {
        var claims = PollClaims()
        var quarters = batch([("100001", "", [0, 15, 30, 45])])
        claims.settle(&quarters, group: 0, customers: ["100001", "100002"])
        var hour = batch([("100002", "", [0])])
        hour.series[0].readings.ends = [60]
        claims.settle(&hour, group: 0, customers: ["100001", "100002"])
        #expect(hour.series[0].readings.isEmpty)
    }

    @Test func twoUnitsOfOneMeterDoNotDisturbOneAnother() {
        var claims = PollClaims()
        var page = batch([("100001", "", [0]), ("100001", "other", [0])])
        page.series[1].unit = "m3"
        claims.settle(&page, group: 0, customers: ["100001"])
        #expect(page.count == 2)
    }
}
