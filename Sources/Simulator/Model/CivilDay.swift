/// A date in Stockholm, of 23, 24 or 25 hours.
struct CivilDay: Sendable, Hashable {
    /// Days since 1970-01-01.
    let number: Int64
    /// The bounds in milliseconds since the epoch.
    let start: Int64
    let end: Int64
    /// 01:00 UTC of the date: the time at which the clock changes, on a day when it does.
    private let change: Int64
    private let offsetBefore: Int64
    private let offsetAfter: Int64

    init(_ number: Int64) {
        self.number = number
        start = CivilTime.start(ofCivilDay: number)
        end = CivilTime.start(ofCivilDay: number + 1)
        offsetBefore = CivilTime.offset(at: start)
        offsetAfter = CivilTime.offset(at: end - 1)
        // The clock changes at 01:00 UTC of the date itself.
        change = number * CivilTime.day + CivilTime.hour
    }

    /// The number of quarters: 92, 96 or 100.
    var quarters: Int { Int((end - start) / CivilTime.quarter) }

    /// Returns the quarter 0 ..< 96 that the clock shows. A day of 23 hours has none from 02:00 to 03:00; a day of 25
    /// hours has those twice.
    func quarterOfClock(at time: Int64) -> Int {
        let local = time + (time < change ? offsetBefore : offsetAfter)
        return Int((local - number * CivilTime.day) / CivilTime.quarter)
    }
}
