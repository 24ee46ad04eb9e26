extension SimulatedUtility {
    /// What the API says at a time of one series, in order.
    ///
    /// - Parameters:
    ///   - flow: the readings in m3 of `timeSeriesFlow` instead of those in kWh.
    ///   - from: first start of a period, milliseconds since the epoch.
    ///   - to: bound of the starts, exclusive.
    ///   - now: the time asked at.
    /// - Returns: what is visible then; empty for an object that has no flow.
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

    /// What the API will say of one series in the end, when all corrections have been made and all late days have come.
    ///
    /// Gaps that never fill are absent, and values that stay null have none.
    package func truth(
        of object: SimulatedObject, flow: Bool = false, resolution: Resolution = .quarter, from: Int64, to: Int64
    ) -> [SimulatedReading] {
        readings(
            of: object, flow: flow, resolution: resolution, from: from, to: to,
            // Longer than anything is late; not the end of time, which would overflow.
            visibleAt: to + configuration.delay.wholeMilliseconds + 60 * CivilTime.day)
    }

    /// The object of a metering point, what it feeds in or what it uses.
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
