import Ground
import Metering
import Testing

@testable import EnergyAPI

struct InvoiceDecodingTests {
    private func row(_ date: String, _ value: String, _ rest: String = #""unit": "kWh""#) -> String {
        #""readingDate": "\#(date)", "value": \#(value), \#(rest)"#
    }

    @Test func rowsOfOneDateKeepTheOrderOfTheAnswer() throws {
        let batch = try decodeInvoiced(
            page([
                row("2025-09-01T00:00:00Z", "500"), row("2025-08-01T00:00:00Z", "3"),
                row("2025-09-01T00:00:00Z", "-500"), row("2025-09-01T00:00:00Z", "480", #""unit": "KWH""#),
            ]))
        let series = try #require(batch.sources.first?.series.first)
        #expect(batch.sources.first?.series.count == 1)
        #expect(series.unit == "kWh")
        #expect(series.invoices.map(\.value) == [3, 500, -500, 480])
        #expect(batch.rejected.isEmpty)
    }

    @Test func aNullRemovesItsDate() throws {
        let batch = try decodeInvoiced(
            page([row("2025-09-01T00:00:00Z", "null"), row("2025-08-01T00:00:00Z", "1")]))
        let series = try #require(batch.sources.first?.series.first)
        #expect(series.removals.map(\.milliseconds) == [try time("2025-09-01")])
        #expect(series.invoices.map(\.value) == [1])
        #expect(batch.findings[.nullValue] == 1)
        #expect(batch.missing == 1)
    }

    @Test func aRowWithoutTheKeyOfItsValueRemovesNothing() throws {
        let batch = try decodeInvoiced(page([#""readingDate": "2025-09-01T00:00:00Z", "unit": "kWh""#]))
        #expect(batch.sources.first?.series.isEmpty == true)
        #expect(batch.missing == 1)
    }

    @Test func aMissingUnitIsThatOfTheOtherRows() throws {
        let batch = try decodeInvoiced(
            page([row("2025-08-01T00:00:00Z", "1", #""unit": null"#), row("2025-09-01T00:00:00Z", "2")]))
        #expect(batch.sources.first?.series.map(\.unit) == ["kWh"])
        #expect(batch.findings[.unitMissing] == 1)
    }

    private func findings(_ date: String, effect: String, _ dating: InvoiceDating) throws -> Int {
        let json = page([row(date, "1", #""MaxEffect": {"readingDate": "\#(effect)", "value": 5, "unit": "kW"}"#)])
        return try decodeInvoiced(json, rules: rules(.utc, dating)).findings[.readingDate]
    }

    @Test func aMaxEffectInAnotherMonthIsAFinding() throws {
        // The first of September in Sweden begins at 22:00 UTC.
        #expect(try findings("2025-08-31T22:00:00Z", effect: "2025-09-12T10:00:00Z", .start) == 0)
        #expect(try findings("2025-08-31T22:00:00Z", effect: "2025-09-12T10:00:00Z", .end) == 1)
        #expect(try findings("2025-09-30T22:00:00Z", effect: "2025-09-12T10:00:00Z", .start) == 1)
        #expect(try findings("2025-09-30T22:00:00Z", effect: "2025-09-12T10:00:00Z", .end) == 0)
        #expect(try findings("2025-09-30T21:59:59Z", effect: "2025-09-12T10:00:00Z", .end) == 0)
    }

    @Test func aMaxEffectAtTheVeryEndOfItsMonthIsInIt() throws {
        #expect(try findings("2025-08-31T22:00:00Z", effect: "2025-09-30T22:00:00Z", .start) == 0)
        #expect(try findings("2025-08-31T22:00:00Z", effect: "2025-08-31T22:00:00Z", .start) == 0)
        #expect(try findings("2025-08-31T22:00:00Z", effect: "2025-09-30T23:00:00Z", .start) == 1)
    }

    @Test func datesWithoutAZoneAreReadByTheConfiguredClock() throws {
        let json = page([
            row("2025-09-01T00:00:00", "1", #""MaxEffect": {"readingDate": "2025-09-12T10:00:00", "value": 5}"#),
            row("2025-08-01T00:00:00+02:00", "2"),
        ])
        for (clock, hours) in [(TimesWithoutZone.utc, 0), (.normal, 1), (.civil, 2)] {
            let batch = try decodeInvoiced(json, rules: rules(clock))
            let source = try #require(batch.sources.first)
            let shift = Int64(hours) * 3_600_000
            #expect(
                source.series.flatMap(\.invoices).map(\.date.milliseconds).sorted()
                    == [try time("2025-07-31 22:00"), try time("2025-09-01") - shift])
            #expect(source.maxEffects.map(\.effect.time.milliseconds) == [try time("2025-09-12 10:00") - shift])
            #expect(source.maxEffects.map(\.date.milliseconds) == [try time("2025-09-01") - shift])
            #expect(batch.findings[.timeWithoutZone] == 1)
        }
    }
}
