/// The readings of one series on one civil day, as seen at a given time. Pages and the truth for tests are both made
/// from these.
struct DayReadings {
    /// The quantity that a series of an object measures.
    enum Quantity: Sendable {
        /// Energy, in the object's own unit.
        case energy
        /// Water in m3.
        case flow
    }

    enum Value {
        case thousandths(Int64)
        case blank(DayView.Blank)
    }

    private(set) var view: DayView
    private(set) var slots = 0
    private(set) var maxEffect: (slot: Int, thousandths: Int64, time: Int64)?
    private var values: [Int64] = []
    private var span = 1

    init(_ utility: SimulatedUtility, _ object: SimulatedObject, _ day: CivilDay, at now: Int64) {
        view = DayView(object, day, at: now, in: utility.arrival)
    }

    /// Loads another day and reuses the memory.
    mutating func load(
        _ utility: SimulatedUtility, _ object: SimulatedObject, _ quantity: Quantity, _ day: CivilDay, at now: Int64,
        _ resolution: SimulatedUtility.Resolution, withValues: Bool = true
    ) {
        view = DayView(object, day, at: now, in: utility.arrival)
        span = resolution.quarters
        slots = view.visibleEnd <= day.start ? 0 : day.quarters / span
        maxEffect = nil
        guard withValues, slots > 0 else { return }
        utility.shape.fill(&values, object, day, flow: quantity == .flow)
        if quantity == .energy { put(utility.configuration.peaks, of: object) }
        estimate(utility, object)
        if object.maxEffectKey != nil, quantity == .energy, view.isWhollyVisible { findMaxEffect() }
    }

    var slotLength: Int64 { Int64(span) * CivilTime.quarter }

    func start(_ slot: Int) -> Int64 { view.day.start + Int64(slot) * slotLength }

    /// Returns true if the slot's reading is available and not in a gap.
    func isPresent(_ slot: Int) -> Bool {
        start(slot) + slotLength <= view.visibleEnd && !touches(view.gap, slot)
    }

    func value(_ slot: Int) -> Value {
        if touches(view.blanks, slot) { return .blank(view.blank) }
        if span == 1 { return .thousandths(values[slot]) }
        return .thousandths(values[slot * span..<slot * span + span].reduce(0, +))
    }

    func isEstimated(_ slot: Int) -> Bool { touches(view.estimated, slot) }

    private func touches(_ range: Range<Int>, _ slot: Int) -> Bool {
        range.lowerBound < slot * span + span && slot * span < range.upperBound
    }

    private mutating func estimate(_ utility: SimulatedUtility, _ object: SimulatedObject) {
        let first = view.day.start / CivilTime.quarter
        for quarter in view.estimated where values[quarter] > 0 {
            let chance = utility.hash.fraction(.estimate, Int64(object.index), first + Int64(quarter))
            let guess = Int64((Double(values[quarter]) * (0.8 + 0.4 * chance)).rounded())
            // Never the value itself: a correction has to change it.
            values[quarter] = guess == values[quarter] ? guess + 1 : guess
        }
    }

    private mutating func put(_ peaks: [SimulatedPeak], of object: SimulatedObject) {
        for peak in peaks where peak.meteringPoint == object.meteringPoint && !object.microproduction {
            guard peak.start >= view.day.start, peak.start < view.day.end else { continue }
            let first = Int((peak.start - view.day.start) / CivilTime.quarter)
            for quarter in first..<min(first + 4, values.count) { values[quarter] = Int64(peak.kilowatts * 250) }
        }
    }

    /// Finds the day's highest whole hour, at the slot that ends with it.
    private mutating func findMaxEffect() {
        var best: (hour: Int, sum: Int64)?
        for hour in 0..<view.day.quarters / 4 {
            let quarters = hour * 4..<hour * 4 + 4
            guard !quarters.overlaps(view.gap), !quarters.overlaps(view.blanks) else { continue }
            let sum = values[quarters].reduce(0, +)
            if sum > best?.sum ?? -1 { best = (hour, sum) }
        }
        guard let best else { return }
        // A sum of kWh over one hour is its mean power in kW.
        maxEffect = (
            (best.hour + 1) * 4 / span - 1, best.sum, view.day.start + Int64(best.hour + 1) * CivilTime.hour
        )
    }
}
