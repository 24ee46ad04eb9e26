/// The times at which values become available.
struct Arrival: Sendable {
    let hash: SeededHash
    let mode: SimulatedUtility.ArrivalMode
    /// Milliseconds.
    let delay: Int64
    let jitter: Int64
    let irregularities: Irregularities

    /// Returns the end of the newest period of a civil day whose value is available.
    func visibleEnd(_ object: SimulatedObject, _ day: CivilDay, at now: Int64) -> Int64 {
        switch mode {
        case .rolling: now - delay - lateness(object, onDay: day.number)
        case .nightly: newestBatch(object, at: now) - delay
        }
    }

    /// Returns the time of the newest batch. One comes each night at 01:00 in Stockholm plus a delay drawn for that
    /// night.
    private func newestBatch(_ object: SimulatedObject, at now: Int64) -> Int64 {
        let today = CivilTime.civilDay(of: now)
        let batch = batch(object, onDay: today)
        return batch <= now ? batch : self.batch(object, onDay: today - 1)
    }

    private func batch(_ object: SimulatedObject, onDay day: Int64) -> Int64 {
        CivilTime.start(ofCivilDay: day) + CivilTime.hour + lateness(object, onDay: day)
    }

    private func lateness(_ object: SimulatedObject, onDay day: Int64) -> Int64 {
        Int64(hash.fraction(.batch, Int64(object.index), day) * Double(jitter))
    }
}

/// The chances, 0 ... 1 for each object and civil day, that the utility's data is irregular.
package struct Irregularities: Sendable, Hashable {
    /// The day is absent when its neighbours come, and comes one to six days later.
    package var missingDay: Double
    /// One to twelve quarters that never come.
    package var gap: Double
    /// One to eight quarters whose value is null, "" or absent; half of such days heal after some days.
    package var blank: Double
    /// Hours that come with an estimated value and are corrected one to five business days later.
    package var estimated: Double

    /// Creates chances; those not given are 0.
    package init(missingDay: Double = 0, gap: Double = 0, blank: Double = 0, estimated: Double = 0) {
        self.missingDay = missingDay
        self.gap = gap
        self.blank = blank
        self.estimated = estimated
    }

    /// No irregularities: every value comes on time and stays as it is.
    package static let none = Irregularities()
    /// The irregularities that an operator should expect.
    package static let usual = Irregularities(missingDay: 0.01, gap: 0.015, blank: 0.015, estimated: 0.1)
}
