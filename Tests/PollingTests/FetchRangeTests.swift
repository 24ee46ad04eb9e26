import Ground
import Metering
import Testing

@testable import Polling

struct FetchRangeTests {
    private let now = Timestamp(utcYear: 2026, month: 11, day: 24) + .hours(15)

    @Test func aRangeIsCutAtThePresent() throws {
        let past = (now - .days(9))..<(now - .days(2))
        #expect(try FetchRange.checked(past, retention: .zero, now: now) == past)
        let open = (now - .days(9))..<(now + .days(400))
        #expect(try FetchRange.checked(open, retention: .zero, now: now) == (now - .days(9))..<now)
        #expect(throws: FetchRange.Refusal.future) {
            try FetchRange.checked(now..<(now + .days(1)), retention: .zero, now: now)
        }
    }

    @Test func aRangeBeyondTheRetentionIsRefused() throws {
        let earliest = Timestamp(utcYear: 2026, month: 8, day: 16)
        #expect(try FetchRange.checked(earliest..<now, retention: .days(100), now: now) == earliest..<now)
        let refusal = FetchRange.Refusal.notKept(retention: .days(100), earliest: earliest)
        #expect(throws: refusal) {
            try FetchRange.checked((earliest - .milliseconds(1))..<now, retention: .days(100), now: now)
        }
        #expect("\(refusal)".contains("storage.retention (100d)"))
        #expect("\(refusal)".contains("2026-08-16T00:00:00.000Z"))
    }
}
