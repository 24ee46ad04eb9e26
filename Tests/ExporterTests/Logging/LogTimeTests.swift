import Testing

@testable import Exporter

@Suite struct LogTimeTests {
    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (1_790_856_000_123, "2026-10-01T12:00:00.123Z"),
            (951_782_399_999, "2000-02-28T23:59:59.999Z"), (951_782_400_000, "2000-02-29T00:00:00.000Z"),
            (951_868_800_000, "2000-03-01T00:00:00.000Z"), (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
            (1_798_761_599_000, "2026-12-31T23:59:59.000Z"), (-1, "1969-12-31T23:59:59.999Z"),
            (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
        ] as [(Int64, String)])
    func writesRFC3339InUTCWithMilliseconds(milliseconds: Int64, text: String) {
        #expect(LogTime.format(.milliseconds(milliseconds)) == text)
    }

    @Test func cutsWhatIsBelowAMillisecond() {
        #expect(LogTime.format(.microseconds(1_999)) == "1970-01-01T00:00:00.001Z")
    }

    @Test func nowIsAfterThisWasWritten() {
        #expect(LogTime.now() > .seconds(1_790_000_000))
    }
}
