/// When values come.
struct Arrival: Sendable {
    let hash: SeededHash
    let mode: SimulatedUtility.ArrivalMode
    /// Milliseconds.
    let delay: Int64
    let jitter: Int64
    let irregularities: Irregularities

    /// The end of the newest period of a civil day that has come.
    func visibleEnd(_ object: SimulatedObject, _ day: CivilDay, at now: Int64) -> Int64 {
        switch mode {
        case .rolling: now - delay - lateness(object, onDay: day.number)
        case .nightly: newestBatch(object, at: now) - delay
        }
    }

    /// When the newest batch came: one each night, from 01:00 in Stockholm, later by the night's own lateness.
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
