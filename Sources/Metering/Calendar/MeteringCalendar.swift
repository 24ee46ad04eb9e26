package import Ground

/// The civil day, month and offset from UTC of any point in time, in one time zone and by one of two clocks.
///
/// The zone's transitions are read once, at creation. Every later call is arithmetic, because a month has thousands of
/// readings.
package struct MeteringCalendar: Sendable, Hashable {
    /// The clock that sets the hours, days and months of a tariff or a sum.
    package enum Clock: String, Sendable, Hashable, CaseIterable {
        /// The time zone's civil clock, with summer time.
        case civil
        /// Swedish normal time, UTC+1 all year, which meters keep.
        case normal
    }

    /// The zone's IANA name.
    package let timeZone: String

    private let civil: ZoneClock
    private static let normal = ZoneClock(offset: hour)

    /// Creates the calendar of a zone, from the system's database if there is one.
    ///
    /// Foundation's `TimeZone` is used only without a database: it brings in about 4 MB of ICU, measured as resident
    /// memory of small programs, and in a statically linked program it knows no zones unless something else there needs
    /// ICU.
    ///
    /// - Parameter timeZone: an IANA name such as `Europe/Stockholm`; the result is nil for an unknown one.
    package init?(timeZone name: String) {
        self.init(timeZone: name, database: ZoneDatabase())
    }

    init?(timeZone name: String, database: ZoneDatabase) {
        let known =
            database.exists ? database.file(of: name).flatMap(ZoneClock.init(file:)) : ZoneClock(inFoundation: name)
        guard let known else { return nil }
        timeZone = name
        civil = known
    }

    /// Creates a calendar of UTC.
    package init() {
        timeZone = "UTC"
        civil = ZoneClock(offset: 0)
    }

    /// Returns the clock's offset from UTC in milliseconds, positive east of Greenwich.
    package func offset(at time: Timestamp, _ clock: Clock = .civil) -> Int64 {
        zone(clock).offset(at: time.milliseconds)
    }

    /// Returns the date at a point in time.
    package func day(of time: Timestamp, _ clock: Clock = .civil) -> CivilDay { shown(at: time, clock).utcDay }

    /// Returns the minute of the day on the clock: 0 to 1439. The hour that autumn repeats has the same minutes twice.
    package func minute(of time: Timestamp, _ clock: Clock = .civil) -> Int {
        let shown = shown(at: time, clock)
        return Int((shown.milliseconds - shown.startOfUTCDay.milliseconds) / 60_000)
    }

    /// Returns the earliest point in time of a date: its midnight, or the first of two, or, if the clock skips
    /// midnight, the time to which it is put forward. A date that is skipped wholly starts when the next one does.
    ///
    /// A clock put back shortly after midnight, as in St John's until 2011, shows the former date once more; that time
    /// still belongs to the new date.
    package func start(of day: CivilDay, _ clock: Clock = .civil) -> Timestamp {
        let midnight = Int64(day.number) * Timestamp.millisecondsPerDay
        return Timestamp(milliseconds: zone(clock).earliestTime(showing: midnight))
    }

    /// Returns the time of a date: 24 hours, or by the civil clock also 23 or 25.
    package func time(of day: CivilDay, _ clock: Clock = .civil) -> Range<Timestamp> {
        start(of: day, clock)..<start(of: day + 1, clock)
    }

    /// Returns the time a year before at which the clock shows the same; for 29 February the end of 28 February.
    package func yearBefore(_ time: Timestamp, _ clock: Clock = .civil) -> Timestamp {
        let shown = shown(at: time, clock)
        let (_, month, day) = shown.utcDay.date
        let before = shown.utcDay.yearBefore
        if month == 2, day == 29 { return start(of: before, clock) }
        let inDay = (shown - shown.startOfUTCDay).milliseconds
        return Timestamp(
            milliseconds: zone(clock).earliestTime(
                showing: Int64(before.number) * Timestamp.millisecondsPerDay + inDay))
    }

    /// Returns the month of the clock that a point in time falls in.
    package func month(of time: Timestamp, _ clock: Clock = .civil) -> CivilMonth { day(of: time, clock).month }

    /// Returns the whole of a month, from its first midnight to that of the next month.
    package func time(of month: CivilMonth, _ clock: Clock = .civil) -> Range<Timestamp> {
        start(of: month.firstDay, clock)..<start(of: (month + 1).firstDay, clock)
    }

    /// Returns the time from the start of the first date to the end of the last.
    package func time(of days: Range<CivilDay>, _ clock: Clock = .civil) -> Range<Timestamp> {
        start(of: days.lowerBound, clock)..<start(of: days.upperBound, clock)
    }

    /// Returns the dates that a stretch of time touches.
    package func days(touching time: Range<Timestamp>, _ clock: Clock) -> Range<CivilDay> {
        let first = day(of: time.lowerBound, clock)
        guard !time.isEmpty else { return first..<first }
        return first..<(day(of: time.upperBound - .milliseconds(1), clock) + 1)
    }

    /// Returns the dates that lie wholly in a stretch of time.
    package func days(inside time: Range<Timestamp>, _ clock: Clock) -> Range<CivilDay> {
        let before = day(of: time.lowerBound, clock)
        let first = start(of: before, clock) < time.lowerBound ? before + 1 : before
        return first..<max(first, day(of: time.upperBound, clock))
    }

    /// Returns a checksum of the clock's offsets from 1970 up to a time. It shows if days up to then have changed with
    /// a new version of the zone database.
    package func checksum(until time: Timestamp, _ clock: Clock) -> Int64 {
        zone(clock).checksum(until: time.milliseconds)
    }

    private func zone(_ clock: Clock) -> ZoneClock {
        switch clock {
        case .civil: civil
        case .normal: Self.normal
        }
    }

    /// Returns the clock's reading as a timestamp: the time at which a clock set to UTC would show the same.
    private func shown(at time: Timestamp, _ clock: Clock) -> Timestamp {
        Timestamp(milliseconds: time.milliseconds + offset(at: time, clock))
    }

    private static let hour: Int64 = 3_600_000
}
