import Ground
import Testing

struct TimestampTests {
    @Test(arguments: [
        (Int64(0), "1970-01-01T00:00:00.000Z"),
        (1_756_731_600_000, "2025-09-01T13:00:00.000Z"),
        (951_782_399_999, "2000-02-28T23:59:59.999Z"),
        (951_782_400_000, "2000-02-29T00:00:00.000Z"),
        (4_102_444_800_000, "2100-01-01T00:00:00.000Z"),
        (-1, "1969-12-31T23:59:59.999Z"),
    ])
    func describesItselfInUTC(milliseconds: Int64, text: String) {
        #expect(Timestamp(milliseconds: milliseconds).description == text)
    }

    @Test func everyDayOfTwoCenturiesIsReadBackFromItsDate() throws {
        var time = Timestamp(utcYear: 1970, month: 1, day: 1)
        let end = Timestamp(utcYear: 2170, month: 1, day: 1)
        var days = 0
        while time < end {
            let parts = time.description.prefix(10).split(separator: "-").compactMap { Int64($0) }
            try #require(Timestamp(utcYear: parts[0], month: parts[1], day: parts[2]) == time)
            time = time + .seconds(86_400)
            days += 1
        }
        #expect(days == 73_049)
    }

    @Test func theDayOfATimeStartsAtMidnightUTC() {
        let noon = Timestamp(milliseconds: 1_756_731_600_000)
        #expect(noon.startOfUTCDay.description == "2025-09-01T00:00:00.000Z")
        #expect(noon.endOfUTCDay.description == "2025-09-02T00:00:00.000Z")
        #expect(noon.startOfUTCDay.endOfUTCDay == noon.startOfUTCDay)
        #expect(Timestamp(milliseconds: -1).startOfUTCDay.milliseconds == -86_400_000)
    }

    @Test func durationsAreAddedToTheMillisecond() {
        let time = Timestamp(milliseconds: 1_000)
        #expect(time + .milliseconds(1) == Timestamp(milliseconds: 1_001))
        #expect(time - .seconds(2) == Timestamp(milliseconds: -1_000))
        #expect(Timestamp(milliseconds: 5_000) - time == .seconds(4))
        #expect(Timestamp(milliseconds: 1_500).seconds == 1.5)
    }
}
