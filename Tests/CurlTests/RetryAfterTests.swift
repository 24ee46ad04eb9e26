import Curl
import Testing

struct RetryAfterTests {
    /// Sun, 06 Nov 1994 08:49:37 GMT
    private static let example = 784_111_777.0

    @Test(arguments: [("0", 0), ("120", 120), (" 120 ", 120), ("\t7", 7), ("-5", 0), ("007", 7)])
    func seconds_areTaken(value: String, seconds: Int) {
        #expect(RetryAfter.delay(value, now: 0) == .seconds(seconds))
    }

    @Test(arguments: ["999999999999", "99999999999999999999999999"])
    func seconds_withoutMeasure_areTheLongest(value: String) {
        #expect(RetryAfter.delay(value, now: 0) == RetryAfter.longest)
    }

    @Test(arguments: [
        "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994",
    ])
    func date_inEachForm_isTaken(value: String) {
        #expect(RetryAfter.delay(value, now: RetryAfterTests.example - 90) == .seconds(90))
    }

    @Test(arguments: [
        ("Thu, 01 Jan 1970 00:00:00 GMT", 0.0), ("Thu, 29 Feb 2024 12:00:00 GMT", 1_709_208_000),
        ("Fri, 31 Dec 1999 23:59:59 GMT", 946_684_799), ("Tue, 01 Mar 2100 00:00:00 GMT", 4_107_542_400),
        ("Wed, 31 Dec 1969 23:59:50 GMT", -10), ("Sat, 31 Dec 2016 23:59:60 GMT", 1_483_228_800),
    ])
    func date_isCountedByTheCalendar(value: String, seconds: Double) {
        #expect(RetryAfter.delay(value, now: seconds - 60) == .seconds(60))
    }

    @Test func date_inThePast_isNoWait() {
        #expect(RetryAfter.delay("Sun, 06 Nov 1994 08:49:37 GMT", now: RetryAfterTests.example + 1) == .zero)
    }

    @Test func date_keepsTheMillisecondsOfNow() {
        let delay = RetryAfter.delay("Sun, 06 Nov 1994 08:49:37 GMT", now: RetryAfterTests.example - 0.25)

        #expect(delay == .milliseconds(250))
    }

    @Test func date_farAway_isTheLongest() {
        #expect(RetryAfter.delay("Fri, 31 Dec 9999 23:59:59 GMT", now: 0) == RetryAfter.longest)
    }

    @Test(arguments: [("75", false), ("76", true), ("99", true), ("26", false)])
    func yearOfTwoDigits_beyondFiftyYears_isOfTheCenturyBefore(year: String, isPast: Bool) throws {
        // 2025-11-23T22:40:00Z
        let now = 1_763_937_600.0

        let delay = try #require(RetryAfter.delay("Sunday, 01-Jan-\(year) 12:00:00 GMT", now: now))

        #expect((delay == .zero) == isPast)
    }

    @Test(arguments: [
        "", " ", "-", "1.5", "1e3", "+3", "soon", "0x10", "12 s", "١٢",
        "Sun, 6 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 94 08:49:37 GMT", "Sun, 06 Nov 1994 08:49 GMT",
        "Sun, 06 Nov 1994 24:00:00 GMT", "Sun, 06 Nov 1994 08:60:00 GMT", "Sun, 06 Nov 1994 08:49:61 GMT",
        "Sun, 31 Nov 1994 08:49:37 GMT", "Mon, 29 Feb 2100 00:00:00 GMT", "Sun, 00 Nov 1994 08:49:37 GMT",
        "Sun, 06 nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 CET", "Sun, 06 Nov 1994 08:49:37",
        "1994-11-06T08:49:37Z", "Sunday, 06-Nov-1994 08:49:37 GMT",
    ])
    func anythingElse_isNothing(value: String) {
        #expect(RetryAfter.delay(value, now: 0) == nil)
    }
}
