import Ground
import Testing

@testable import Configuration

struct DurationTextTests {
    @Test(arguments: [
        ("15m", 900_000), ("40d", 3_456_000_000), ("1h30m", 5_400_000), ("1w", 604_800_000), ("1y", 31_536_000_000),
        ("250ms", 250), ("1m5ms", 60_005), ("1y2w3d4h5m6s7ms", 33_019_506_007), ("0", 0), ("0s", 0), ("060s", 60_000),
        ("100y", 3_153_600_000_000),
    ])
    func durationsOfPrometheusAreRead(text: String, milliseconds: Int64) throws {
        #expect(try DurationText.parse(text) == .milliseconds(milliseconds))
    }

    @Test(arguments: [
        "", " ", "15", "m", "1.5h", "-1h", "+1h", "1h 30m", " 1h", "1h\n", "30m1h", "1h1h", "1ms1s", "1H", "1hour",
        "1µs",
        "101y", "9223372036854775808ms", "9223372036854775807y", "99999999999999999999999d", "１h", "1h\u{0}", "1m5",
    ])
    func aTextThatIsNotADurationIsRefused(text: String) {
        #expect(throws: QuantityTextError.self) { try DurationText.parse(text) }
    }

    @Test func theErrorSaysWhatIsWrongAndWhatIsRight() {
        let error = #expect(throws: QuantityTextError.self) { try DurationText.parse("15") }
        #expect(
            error?.description
                == "`15` has no unit: write a number and a unit (ms, s, m, h, d, w, y), as in `15m` or `1h30m`")
    }

    @Test(arguments: [
        ("0", "0"), ("1w", "7d"), ("70d", "70d"), ("24h", "1d"), ("90m", "1h30m"), ("1d1ms", "1d1ms"), ("120s", "2m"),
    ])
    func daysAndShorterUnitsAreWritten(text: String, written: String) throws {
        #expect(try DurationText.format(DurationText.parse(text)) == written)
    }

    @Test func aDurationIsWrittenAsItIsRead() throws {
        for milliseconds in stride(from: Int64(1), to: 40_000_000_000, by: 1_234_567_891) {
            let duration = Duration.milliseconds(milliseconds)
            #expect(try DurationText.parse(DurationText.format(duration)) == duration)
        }
    }

    @Test func durationsBelowAMillisecondAndNegativeOnesAreWrittenAsZero() {
        #expect(DurationText.format(.microseconds(999)) == "0")
        #expect(DurationText.format(.seconds(-5)) == "0")
        #expect(DurationText.format(.microseconds(1_500)) == "1ms")
    }
}
