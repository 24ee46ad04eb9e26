/// The state of one object's civil day at a given time: the periods available, and the irregular ones.
///
/// All ranges are quarters of the day.
struct DayView: Sendable {
    /// The way in which a missing value is written.
    enum Blank: Sendable {
        case null, emptyText, absent
    }

    let day: CivilDay
    /// Periods that end after this time are not available yet.
    let visibleEnd: Int64
    let gap: Range<Int>
    let blanks: Range<Int>
    let blank: Blank
    let estimated: Range<Int>

    init(_ object: SimulatedObject, _ day: CivilDay, at now: Int64, in arrival: Arrival) {
        let hash = arrival.hash
        let index = Int64(object.index)
        let number = day.number
        let chances = arrival.irregularities
        func happens(_ topic: SeededHash.Topic, _ chance: Double) -> Bool {
            hash.happens(topic, chance, index, number)
        }
        func run(_ topic: SeededHash.Topic, longest: Int) -> Range<Int> {
            let bits = Int(truncatingIfNeeded: hash.bits(topic, index, number) >> 1)
            let length = 1 + bits % longest
            let first = bits / longest % (day.quarters - length)
            return first..<first + length
        }
        self.day = day
        /// The civil day in which the batch with this day's last values is due.
        let due = CivilTime.civilDay(of: day.end + arrival.delay) + 1

        if happens(.missingDay, chances.missingDay) {
            let comes = due + 1 + Int64(hash.below(6, .missingLength, index, number))
            visibleEnd = now < CivilTime.start(ofCivilDay: comes) + 3 * CivilTime.hour ? .min : day.end
        } else {
            visibleEnd = arrival.visibleEnd(object, day, at: now)
        }
        gap = happens(.gap, chances.gap) ? run(.gapPlace, longest: 12) : 0..<0

        let blankBits = hash.bits(.blankPlace, index, -number)
        blank = [.null, .emptyText, .absent][Int(blankBits % 3)]
        let heals = CivilTime.start(ofCivilDay: due + 2 + Int64(blankBits / 3 % 5)) + 4 * CivilTime.hour
        let isHealed = (blankBits >> 40).isMultiple(of: 2) && now >= heals
        blanks = happens(.blank, chances.blank) && !isHealed ? run(.blankPlace, longest: 8) : 0..<0

        if happens(.estimated, chances.estimated) {
            let bits = hash.bits(.corrected, index, number)
            let corrected = CivilTime.businessDay(after: due, count: 1 + Int(bits % 5))
            let time =
                CivilTime.start(ofCivilDay: corrected) + 9 * CivilTime.hour + Int64(bits / 5 % 360) * CivilTime.minute
            // From a whole hour to the end of the day, like a meter that lost its connection.
            let first = Int(bits / 1800 % 20) * 4
            estimated = now < time ? first..<day.quarters : 0..<0
        } else {
            estimated = 0..<0
        }
    }

    var isWhollyVisible: Bool { visibleEnd >= day.end }
}
