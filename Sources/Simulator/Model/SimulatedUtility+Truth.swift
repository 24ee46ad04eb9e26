extension SimulatedUtility {
    /// Returns the readings of one series, in order, as the API answers at a given time.
    ///
    /// - Parameters:
    ///   - flow: the readings in m3 of `timeSeriesFlow` instead of those in kWh.
    ///   - from: first start of a period, milliseconds since the epoch.
    ///   - to: bound of the starts, exclusive.
    ///   - now: the time at which the API is asked.
    /// - Returns: the readings available then; none if `flow` is asked of an object that has no flow.
    package func readings(
        of object: SimulatedObject, flow: Bool = false, resolution asked: Resolution = .quarter, from: Int64, to: Int64,
        visibleAt now: Int64
    ) -> [SimulatedReading] {
        let first = max(from, configuration.since)
        guard first < to, !flow || object.hasFlow else { return [] }
        let resolution = resolution(asked: asked)
        var readings: [SimulatedReading] = []
        var current = CivilDay(CivilTime.civilDay(of: first))
        var day = DayReadings(self, object, current, at: now)
        while current.start < to, current.start <= now {
            day.load(self, object, flow ? .flow : .energy, current, at: now, resolution)
            for slot in 0..<day.slots where day.isPresent(slot) {
                let start = day.start(slot)
                guard start >= first, start < to else { continue }
                readings.append(reading(slot, day, unit: flow ? "m3" : object.unit))
            }
            current = CivilDay(current.number + 1)
        }
        return readings
    }

    /// Returns the final readings of one series, after all corrections and late days.
    ///
    /// Permanent gaps are absent, and readings that stay null have no value.
    package func truth(
        of object: SimulatedObject, flow: Bool = false, resolution: Resolution = .quarter, from: Int64, to: Int64
    ) -> [SimulatedReading] {
        readings(
            of: object, flow: flow, resolution: resolution, from: from, to: to, visibleAt: settled(after: to))
    }

    /// Returns a time at which all periods that end by `end` are available and corrected.
    func settled(after end: Int64) -> Int64 {
        // Later than any delay or correction. The largest time would overflow.
        end + configuration.delay.wholeMilliseconds + 60 * CivilTime.day
    }

    /// Returns the object of a metering point, for consumption or microproduction.
    package func object(meteringPoint: String, microproduction: Bool = false) -> SimulatedObject? {
        objects.first { $0.meteringPoint == meteringPoint && $0.microproduction == microproduction }
    }

    private func reading(_ slot: Int, _ day: DayReadings, unit: String) -> SimulatedReading {
        var thousandths: Int64?
        if case .thousandths(let value) = day.value(slot) { thousandths = value }
        var effect: SimulatedReading.MaxEffect?
        if let found = day.maxEffect, found.slot == slot {
            effect = SimulatedReading.MaxEffect(time: found.time, thousandths: found.thousandths)
        }
        let start = day.start(slot)
        return SimulatedReading(
            start: start, end: start + day.slotLength, thousandths: thousandths,
            status: day.isEstimated(slot) ? SimulatedReading.estimated : SimulatedReading.processed, unit: unit,
            maxEffect: effect)
    }
}
