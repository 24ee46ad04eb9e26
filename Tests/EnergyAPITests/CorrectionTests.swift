import Ground
import Metering
import Testing

@testable import EnergyAPI

/// Nulls, readings before their time, and fields next to a reading.
struct CorrectionTests {
    private func reading(_ hour: Int, _ rest: String, day: String = "2025-09-01") -> String {
        #""ps": "\#(day)T\#(hour / 10)\#(hour % 10):00:00Z", "md": "\#(day)T\#(hour / 10)\#(hour % 10):15:00Z", "un": "kWh""#
            + (rest.isEmpty ? "" : ", " + rest)
    }

    @Test(arguments: ["null", "\"\"", "\"  \"", "\"\\t\""])
    func aNullWithdrawsTheValueOfThatPeriod(value: String) throws {
        let batch = try decode(page([reading(1, #""va": 1"#), reading(2, #""va": \#(value)"#)])).batch
        let series = try #require(batch.series.first)
        #expect(series.readings.values == [1])
        #expect(
            series.withdrawals
                == ReadingPeriods(
                    starts: [try time("2025-09-01 02:00")], ends: [try time("2025-09-01 02:15")]))
        #expect(batch.findings[.nullValue] == 1)
        #expect(batch.missing == 1)
    }

    @Test func aReadingWithoutTheKeyOfItsValueWithdrawsNothing() throws {
        let batch = try decode(page([reading(1, "")])).batch
        #expect(batch.series.isEmpty)
        #expect(batch.missing == 1)
        #expect(batch.findings.isEmpty)
    }

    @Test func aSeriesOfWithdrawalsAloneIsKept() throws {
        let batch = try decode(page([reading(1, #""va": null"#)])).batch
        #expect(batch.series.map(\.withdrawals.count) == [1])
        #expect(batch.series.first?.readings.isEmpty == true)
    }

    @Test func aNullWithoutAPeriodIsOnlyMissing() throws {
        let batch = try decode(
            page([
                #""ps": "2025-09-01T01:00:00Z", "va": null"#,
                #""ps": "2025-09-01T01:00:00Z", "md": "2025-09-01T01:00:00Z", "va": null"#,
            ])
        ).batch
        #expect(batch.series.isEmpty)
        #expect(batch.missing == 2)
        #expect(batch.rejected.isEmpty)
    }

    @Test func aReadingWhosePeriodHasNotEndedIsRejected() throws {
        let json = page([
            reading(1, #""va": 1"#), reading(2, #""va": 0, "MaxEffect": {"rd": "2025-09-01T02:00:00Z", "va": 3}"#),
            reading(3, #""va": null"#), reading(4, #""va": 0"#, day: "2025-09-03"),
        ])
        let batch = try decode(json, now: "2025-09-01T02:14").batch
        let series = try #require(batch.series.first)
        #expect(series.readings.values == [1])
        #expect(series.withdrawals.isEmpty)
        #expect(series.effects.map(\.start) == [try time("2025-09-01 01:00")])
        #expect(batch.findings[.future] == 1)
        #expect(batch.rejected == [.future: 1])
        #expect(batch.missing == 1)
        #expect(try decode(json, now: "2025-09-01T02:15").batch.series.first?.readings.values == [1, 0])
    }

    @Test func aPeriodUpToASecondShortIsWhole() throws {
        for end in ["01:59:59", "01:59:59.999", "01:59:59.0", "01:59:59.9999999", "02:00:00"] {
            let json = page([#""ps": "2025-09-01T01:45:00Z", "md": "2025-09-01T\#(end)Z", "va": 1"#])
            #expect(try decode(json).batch.series.first?.readings.ends == [try time("2025-09-01 02:00")], "\(end)")
        }
    }

    @Test func aPeriodOfTheUsualLengthIsUnchanged() throws {
        let json = page([
            #""ps": "2025-09-01T01:44:59Z", "md": "2025-09-01T01:59:59Z", "va": 1"#,
            #""ps": "2025-09-01T02:00:00Z", "md": "2025-09-01T02:14:58Z", "va": 1"#,
        ])
        let ends = try decode(json).batch.series.first?.readings.ends
        #expect(ends == [try time("2025-09-01 02:00") - 1000, try time("2025-09-01 02:15") - 2000])
    }

    private func effect(_ value: String) -> String { #""va": 1, "MaxEffect": \#(value)"# }
    private let known = #"{"rd": "2025-09-01T01:00:00Z", "va": 7, "un": "kW "}"#

    @Test(arguments: [
        "null", "\"\"", #"{"rd": "0001-01-01T00:00:00Z", "va": 0, "un": null}"#, "{}",
        #"{"rd": "1999-12-31T00:00:00", "va": 5}"#, #"{"rd": "9999-12-31T23:59:59.9999999", "va": 5}"#,
        #"{"rd": "2025-09-01T01:00:00Z", "va": null}"#, #"{"rd": null, "va": 0}"#,
    ])
    func anEmptyMaxEffectRemovesThatOfItsReading(value: String) throws {
        let batch = try decode(page([reading(1, effect(known)), reading(2, effect(value)), reading(3, #""va": 1"#)]))
            .batch
        let effects = try #require(batch.series.first?.effects)
        #expect(effects.map(\.effect?.value) == [7, nil, nil])
        #expect(effects.first?.effect?.unit == "kW")
        #expect(effects.map(\.start) == (try times(["2025-09-01 01:00", "2025-09-01 02:00", "2025-09-01 03:00"])))
        #expect(batch.rejected.isEmpty)
    }

    @Test(arguments: ["4", "true", "[]", #"{"rd": "yesterday", "va": 5}"#, #"{"rd": "2025-09-01", "va": "much"}"#])
    func anInvalidMaxEffectRemovesNothing(value: String) throws {
        let batch = try decode(page([reading(1, effect(known)), reading(2, effect(value))])).batch
        #expect(batch.series.first?.effects.map(\.effect?.value) == [7])
        #expect(batch.series.first?.readings.count == 2)
        #expect(batch.rejected == [.maxEffect: 1])
    }

    @Test func anObjectWithoutMaxEffectRemovesThatOfItsNewestReading() throws {
        let batch = try decode(page([reading(3, #""va": 1"#), reading(1, #""va": 1"#)])).batch
        #expect(
            batch.series.first?.effects == [
                ReadingEffect(start: try time("2025-09-01 03:00"), end: try time("2025-09-01 03:15"), effect: nil)
            ])
    }

    @Test func aReadingWithoutAValueHasNoMaxEffect() throws {
        let batch = try decode(
            page([
                reading(1, #""va": null, "MaxEffect": \#(known)"#), reading(2, effect(known)),
                reading(3, #""MaxEffect": \#(known)"#),
            ])
        ).batch
        #expect(batch.series.first?.effects.map(\.start) == [try time("2025-09-01 02:00")])
    }
}
