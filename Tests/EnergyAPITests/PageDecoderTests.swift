import Ground
import Metering
import Testing

@testable import EnergyAPI

struct PageDecoderTests {
    private func decode(_ json: String, now: String = "2025-10-01") throws -> DecodedPage<ReadingBatch> {
        let parts = now.split(separator: "-").compactMap { Int64($0) }
        return try PageDecoder.decode(
            Array(json.utf8), now: Timestamp(utcYear: parts[0], month: parts[1], day: parts[2]))
    }

    /// A page with one object of one reading, made of the members given.
    private func decode(reading: String) throws -> DecodedPage<ReadingBatch> {
        try decode(#"{"consumptions": [{"meteringPoint": "735999000000000015", "reading": [{"# + reading + "}]}]}")
    }

    private let period = #""ps": "2025-09-01T13:00:00.000Z", "md": "2025-09-01T13:15:00.000Z""#

    private func error(_ json: String) -> String {
        do {
            _ = try decode(json)
            return "none"
        } catch {
            return "\(error)"
        }
    }

    @Test func theDocumentedExampleIsReadInFull() throws {
        let page = try decode(
            """
            { "consumptions": [ {
                "customerNumber": "100001", "meteringPoint": "735999000000000015", "installationNumber": "I1",
                "deliveryCategory": "EL", "microproduction": true, "settlement": "FRB",
                "subscribedEffect": 12.5, "rateCode": "80A",
                "reading": [ { "ps": "2025-09-01T13:00:00.000Z", "md": "2025-09-01T13:15:00.000Z",
                               "va": 1.25, "st": "Processed", "un": "kWh",
                               "MaxEffect": { "rd": "2025-09-01T13:15:00.000Z", "va": 5, "un": "kW" } } ] } ],
              "next": "string" }
            """)
        let source = try #require(page.batch.sources.first)
        #expect(
            source.meter
                == MeterID(meteringPoint: "735999000000000015", deliveryCategory: "EL", microproduction: true))
        #expect(
            source.facts
                == MeterFacts(
                    customerNumber: "100001", installationNumber: "I1", settlement: "FRB", rateCode: "80A",
                    subscribedEffect: 12.5))
        let series = try #require(page.batch.series.first)
        let effect = MaxEffect(time: Timestamp(milliseconds: 1_756_732_500_000), value: 5, unit: "kW")
        #expect(
            series.effects == [ReadingEffect(start: 1_756_731_600_000, end: 1_756_732_500_000, effect: effect)])
        #expect(series.unit == "kWh")
        #expect(series.readings.starts == [1_756_731_600_000])
        #expect(series.readings.ends == [1_756_732_500_000])
        #expect(series.readings.values == [1.25])
        #expect(page.batch.statuses == ["Processed"])
        #expect(page.next == .text("string"))
        #expect(page.batch.rejected.isEmpty && page.batch.missing == 0)
    }

    @Test func keysAreMatchedInAnyCaseAndUnknownOnesIgnored() throws {
        let page = try decode(
            """
            {"Consumptions": [{"METERINGPOINT": "1", "new": {"a": [1, {"b": null}]}, "Reading": [
              {"PS": "2025-09-01T13:00:00Z", "Md": "2025-09-01T13:15:00Z", "vA": 1,
               "maxEffect": {"RD": "2025-09-01T13:00:00Z", "Va": 2}, "more": "x"}]}], "NEXT": null}
            """)
        #expect(page.batch.count == 1)
        #expect(page.batch.series.first?.effects.map(\.effect?.value) == [2])
        #expect(page.next == .end)
    }

    @Test(
        arguments: [
            ("1.5", 1.5), ("\"1.5\"", 1.5), ("\"1,5\"", 1.5), ("\" 1.5 \"", 1.5), ("-0.25", -0.25),
            ("\"-0,25\"", -0.25),
            ("0", 0.0), ("1e3", 1000.0), ("\"+2\"", 2.0),
        ] as [(String, Double)])
    func aNumberIsReadInEachForm(text: String, value: Double) throws {
        let page = try decode(reading: "\(period), \"va\": \(text)")
        #expect(page.batch.series.first?.readings.values == [value])
    }

    @Test(arguments: ["null", "\"\"", "\"  \""])
    func aMissingValueIsMissingAndNeverZero(text: String) throws {
        let page = try decode(reading: "\(period), \"va\": \(text)")
        #expect(page.batch.count == 0)
        #expect(page.batch.missing == 1)
        #expect(page.batch.rejected.isEmpty)
    }

    @Test func anAbsentValueIsMissing() throws {
        #expect(try decode(reading: period).batch.missing == 1)
    }

    @Test(arguments: [
        "\"a\"", "\"1.5.2\"", "\"1,000.5\"", "\"nan\"", "\"inf\"", "1e999", "true", "[]", "{}", "\"0x10\"",
    ])
    func anyOtherValueRejectsTheReading(text: String) throws {
        let page = try decode(reading: "\(period), \"va\": \(text)")
        #expect(page.batch.count == 0)
        #expect(page.batch.rejected == [.value: 1])
    }

    @Test(arguments: [
        "2025-09-01T13:00:00.000Z", "2025-09-01T13:00:00Z", "2025-09-01T13:00:00", "2025-09-01T13:00",
        "2025-09-01 13:00:00", "2025-09-01T13:00:00.0000000Z", "2025-09-01T15:00:00+02:00", "2025-09-01T15:00:00+0200",
        "2025-09-01T15:00:00+02", "2025-09-01T08:30:00-04:30", "2025-09-01t13:00:00z", "2025-09-01T13:00:00.000",
    ])
    func aTimeIsReadWithAndWithoutZoneAndFraction(text: String) throws {
        let page = try decode(reading: "\"ps\": \"\(text)\", \"md\": \"2025-09-01T14:00:00Z\", \"va\": 1")
        #expect(page.batch.series.first?.readings.starts == [1_756_731_600_000])
    }

    @Test(arguments: [
        "\"\"", "null", "1756731600", "\"yesterday\"", "\"2025-13-01T00:00:00Z\"", "\"2025-02-29T00:00:00Z\"",
        "\"2025-09-01T25:00:00Z\"", "\"2025-09-01T13:00:00Zulu\"", "\"2025-09-01T13:00:00.Z\"", "{}",
        "\"0001-01-01T00:00:00\"", "\"1969-12-31T23:00:00Z\"",
    ])
    func anyOtherTimeRejectsTheReading(text: String) throws {
        let page = try decode(reading: "\"ps\": \(text), \"md\": \"2025-09-01T14:00:00Z\", \"va\": 1")
        #expect(page.batch.count == 0)
        #expect(page.batch.rejected == [.time: 1])
    }

    @Test(arguments: [
        ("2025-09-01T13:00:00Z", "2025-09-01T13:00:00Z"), ("2025-09-01T13:00:00Z", "2025-09-01T12:00:00Z"),
        ("2020-09-01T13:00:00Z", "2025-09-01T12:00:00Z"),
    ])
    func anImpossiblePeriodRejectsTheReading(start: String, end: String) throws {
        let page = try decode(reading: "\"ps\": \"\(start)\", \"md\": \"\(end)\", \"va\": 1")
        #expect(page.batch.rejected == [.period: 1])
    }

    @Test func aReadingInTheFutureIsRejected() throws {
        let json =
            #"{"consumptions": [{"meteringPoint": "1", "reading": [{"ps": "2025-09-03T00:00:00Z", "#
            + #""md": "2025-09-03T01:00:00Z", "va": 1}]}]}"#
        #expect(try decode(json, now: "2025-09-01").batch.rejected == [.future: 1])
        #expect(try decode(json, now: "2025-09-03").batch.rejected.isEmpty)
        #expect(try decode(json, now: "2025-09-04").batch.count == 1)
    }

    @Test func aMaxEffectInTheFutureIsRejected() throws {
        let page = try decode(
            reading: "\(period), \"va\": 1, \"MaxEffect\": {\"rd\": \"2099-01-01T00:00:00Z\", \"va\": 7}")
        #expect(page.batch.count == 1)
        #expect(page.batch.series.first?.effects.isEmpty == true)
        #expect(page.batch.rejected == [.future: 1])
    }

    @Test(arguments: ["true", "7", "{}", "[]"])
    func aUnitThatIsNotATextStartsNoSeries(unit: String) throws {
        let page = try decode(reading: "\(period), \"va\": 1, \"un\": \(unit)")
        #expect(page.batch.series.isEmpty)
        #expect(page.batch.rejected == [.unit: 1])
    }

    @Test(arguments: ["\"deliveryCategory\": {}", "\"deliveryCategory\": [1]", "\"microproduction\": {}"])
    func anObjectWithoutCategoryOrDirectionIsRejected(member: String) throws {
        let page = try decode(
            "{\"consumptions\": [{\"meteringPoint\": \"1\", \(member), \"reading\": [{\(period), \"va\": 1}]}]}")
        #expect(page.batch.sources.isEmpty)
        #expect(page.batch.rejected == [.malformed: 1])
    }

    @Test func anInvalidReadingDoesNotCostItsNeighbours() throws {
        let page = try decode(
            """
            {"consumptions": [{"meteringPoint": "1", "reading": [{\(period), "va": "x"}, 7, null, "text", [],
              {\(period), "va": 1, "un": {}}, {\(period), "va": 3, "MaxEffect": 4}]},
              "no object", {"reading": [{\(period), "va": 1}, {\(period), "va": null}]}, {"meteringPoint": "2", "reading": {}}]}
            """)
        #expect(page.batch.series.map(\.readings.values) == [[3]])
        #expect(
            page.batch.rejected == [
                .value: 1, .malformed: 6, .unit: 1, .maxEffect: 1, .meteringPoint: 2,
            ])
        #expect(page.batch.missing == 0)
    }

    @Test func readingsMayBeAbsentNullOrEmpty() throws {
        let page = try decode(
            #"{"consumptions": [{"meteringPoint": "1"}, {"meteringPoint": "2", "reading": null}, "#
                + #"{"meteringPoint": "3", "reading": []}]}"#)
        #expect(page.batch.sources.map(\.meter.meteringPoint) == ["1", "2", "3"])
        #expect(page.batch.series.isEmpty)
        #expect(page.batch.rejected.isEmpty)
        #expect(page.objectCount == 3)
    }

    @Test func textsThatComeAsNumbersKeepTheirDigits() throws {
        let page = try decode(
            #"{"consumptions": [{"meteringPoint": 735999000000000015, "customerNumber": 100001, "#
                + #""microproduction": "True", "subscribedEffect": "12,5", "reading": []}]}"#)
        let source = try #require(page.batch.sources.first)
        #expect(source.meter.meteringPoint == "735999000000000015")
        #expect(source.meter.microproduction)
        #expect(source.facts.customerNumber == "100001")
        #expect(source.facts.subscribedEffect == 12.5)
    }

    @Test func eachUnitOfAnObjectIsASeries() throws {
        let page = try decode(
            """
            {"consumptions": [{"meteringPoint": "1", "reading": [{\(period), "va": 1, "un": "kWh"},
              {\(period), "va": 2, "un": "m3"}, {\(period), "va": 3, "un": "kWh"}, {\(period), "va": 4}]}]}
            """)
        #expect(page.batch.series.map(\.unit) == ["kWh", "m3", ""])
        #expect(page.batch.series.map(\.readings.values) == [[1, 3], [2], [4]])
    }

    @Test func escapesAndUnusualLettersInTextsAreKept() throws {
        let page = try decode(
            #"{"consumptions": [{"meteringPoint": "a\"b\\c\n\u00e5\ud83d\ude00\u0000", "reading": []}]}"#)
        #expect(page.batch.sources.first?.meter.meteringPoint == "a\"b\\c\nå😀\u{FFFD}")
    }

    @Test(arguments: [
        ("null", NextPage.end), ("\"\"", .end), ("\" \"", .end), ("200", .text("200")), ("\"200\"", .text("200")),
        ("\"/a?b=c\"", .text("/a?b=c")), ("true", .odd), ("[1]", .odd), ("{\"href\": \"a\"}", .odd),
        ("false", .end), ("0", .end), ("-1", .end), ("0.0", .end), ("\"0\"", .end), ("\"-1\"", .end),
        ("\"null\"", .end), ("\"NULL\"", .end), ("{}", .end), ("[]", .end), ("-5", .text("-5")),
    ])
    func nextIsReadInEachForm(text: String, next: NextPage) throws {
        #expect(try decode("{\"consumptions\": [], \"next\": \(text)}").next == next)
    }

    @Test(arguments: [
        "", " ", "<html><body>Busy</body></html>", "[]", "\"text\"", "{", "{\"consumptions\": [",
        "{\"consumptions\": [{]}",
        "{\"consumptions\": []}trailing",
        "{\"consumptions\": [{\"meteringPoint\": \"1\", \"reading\": [{\"va\": nope}]}]}",
        "{\"consumptions\": [{\"meteringPoint\": \"1\" \"x\"}]}",
        "{\"consumptions\": [{\"meteringPoint\": \"1\", \"reading\": [{\"va\": NaN}]}]}",
        "{\"consumptions\": [{\"meteringPoint\": \"1\", \"reading\": [{\"va\": Infinity}]}]}",
        "{\"consumptions\": [{\"meteringPoint\": \"1\", \"reading\": []},]}", "{\"consumptions\": [], }",
    ])
    func anythingButAPageIsAnError(text: String) {
        #expect(error(text).hasPrefix("the answer is not a page of readings: "), "\(error(text))")
    }

    @Test func anAnswerWithoutConsumptionsIsAnErrorAndNotNoConsumption() {
        #expect(
            error(#"{"statusCode": 500, "message": "sorry"}"#)
                == "the answer is not a page of readings: it has no key \"consumptions\"")
        #expect(
            error(#"{"consumptions": "none"}"#)
                == "the answer is not a page of readings: its \"consumptions\" is not a list")
    }

    @Test func aPageIsReadInFewPartsWhateverItsLength() throws {
        // Lengths around the padding and the blocks of the reader.
        for length in 0..<200 {
            let page = try decode(
                "{\"consumptions\": [{\"meteringPoint\": \"\(String(repeating: "7", count: length + 1))\", \"reading\": []}]}"
            )
            try #require(page.batch.sources.first?.meter.meteringPoint.count == length + 1)
        }
    }
}
