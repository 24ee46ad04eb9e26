import Ground
import Metering
import Testing

@testable import EnergyAPI

/// Units and other texts of an answer.
struct UnitTests {
    private func reading(_ hour: Int, unit: String?) -> String {
        #""ps": "2025-09-01T0\#(hour):00:00Z", "md": "2025-09-01T0\#(hour + 1):00:00Z", "va": \#(hour)"#
            + (unit.map { #", "un": \#($0)"# } ?? "")
    }

    @Test(arguments: ["\"kWh\"", "\"KWH\"", "\"kWh \"", "\" kwh\"", "\"k Wh\"", "\"kWh\\t\"", "\"kWh\\u00a0\""])
    func eachSpellingOfAUnitIsOneSeries(unit: String) throws {
        let batch = try decode(page([reading(1, unit: "\"kWh\""), reading(2, unit: unit)])).batch
        #expect(batch.series.map(\.unit) == ["kWh"])
        #expect(batch.series.first?.readings.values == [1, 2])
        #expect(batch.findings.isEmpty)
    }

    @Test func cubicMetresAreTheSameWithASuperscript() throws {
        let batch = try decode(page([reading(1, unit: "\"m³\""), reading(2, unit: "\"M3\"")])).batch
        #expect(batch.series.map(\.unit) == ["m3"])
    }

    @Test(arguments: [nil, "null", "\"\"", "\"  \""])
    func aMissingUnitIsThatOfTheObjectsOtherReadings(unit: String?) throws {
        let batch = try decode(page([reading(1, unit: unit), reading(2, unit: "\"KWH\"")])).batch
        #expect(batch.series.map(\.unit) == ["kWh"])
        #expect(batch.series.first?.readings.values == [1, 2])
        #expect(batch.findings[.unitMissing] == 1)
    }

    @Test func aMissingUnitStaysMissingIfTheOthersHaveSeveral() throws {
        let batch = try decode(
            page([reading(1, unit: nil), reading(2, unit: "\"kWh\""), reading(3, unit: "\"m3\"")])
        ).batch
        #expect(batch.series.map(\.unit) == ["", "kWh", "m3"])
    }

    @Test func aMissingUnitStaysMissingIfTheOthersHaveNone() throws {
        let batch = try decode(page([reading(1, unit: nil), reading(2, unit: "null")])).batch
        #expect(batch.series.map(\.unit) == [""])
        #expect(batch.findings[.unitMissing] == 2)
    }

    @Test func aPeriodWithoutAValueGetsTheUnitOfTheOthersToo() throws {
        let null = #""ps": "2025-09-01T02:00:00Z", "md": "2025-09-01T03:00:00Z", "va": null, "un": "kWh""#
        #expect(try decode(page([reading(1, unit: nil), null])).batch.series.map(\.unit) == ["kWh"])
    }

    @Test func allTextsAreTrimmedAndBlankOnesAreMissing() throws {
        let members =
            #""deliveryCategory": "EL  ", "customerNumber": " 100001", "settlement": "  ", "rateCode": "80A\t","#
            + #" "installationNumber": "", "subscribedEffect": null"#
        let batch = try decode(page([reading(1, unit: "\"kWh\"") + #", "st": " Processed ""#], members, point: "1  "))
            .batch
        let source = try #require(batch.sources.first)
        #expect(source.meter == MeterID(meteringPoint: "1", deliveryCategory: "EL", microproduction: false))
        #expect(source.facts == MeterFacts(customerNumber: "100001", rateCode: "80A"))
        #expect(batch.statuses == ["Processed"])
    }

    @Test func aBlankMeteringPointIsMissing() throws {
        #expect(try decode(page([reading(1, unit: nil)], point: " ")).batch.rejected == [.meteringPoint: 1])
    }
}
