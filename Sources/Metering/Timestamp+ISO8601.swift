extension Timestamp: CustomStringConvertible {
    /// ISO 8601 in UTC to the millisecond: `2026-10-01T00:00:00.000Z`, the form of the API's own document.
    package var description: String {
        let inDay = milliseconds - startOfUTCDay.milliseconds
        let seconds = inDay / 1000
        return "\(utcDay)T\(padded(seconds / 3600, 2)):\(padded(seconds / 60 % 60, 2)):\(padded(seconds % 60, 2))"
            + ".\(padded(inDay % 1000, 3))Z"
    }

    /// The date in UTC.
    var utcDay: CivilDay { CivilDay(number: Int(startOfUTCDay.milliseconds / Timestamp.millisecondsPerDay)) }

    /// Midnight UTC of a date in the proleptic Gregorian calendar.
    package init(utcYear year: Int64, month: Int64, day: Int64) {
        let day = CivilDay(year: Int(year), month: Int(month), day: Int(day))
        self.init(milliseconds: Int64(day.number) * Timestamp.millisecondsPerDay)
    }
}
