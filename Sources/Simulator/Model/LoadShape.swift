/// The true consumption of a metering point in each quarter of a civil day.
struct LoadShape: Sendable {
    private let hash: SeededHash
    private let weather: Weather

    init(seed: UInt64) {
        hash = SeededHash(seed: seed)
        weather = Weather(hash: hash)
    }

    /// Fills the quarters of a civil day with thousandths of the object's unit.
    ///
    /// - Parameters:
    ///   - flow: true for thousandths of a cubic metre of the heating's or cooling's water instead.
    ///   - values: replaced; 92, 96 or 100 of them.
    func fill(_ values: inout [Int64], _ object: SimulatedObject, _ day: CivilDay, flow: Bool) {
        let parts = DayParts(object, day, hash, weather)
        values.removeAll(keepingCapacity: true)
        let first = day.start / CivilTime.quarter
        for quarter in 0..<day.quarters {
            let time = day.start + Int64(quarter) * CivilTime.quarter
            let noise = hash.fraction(.noise, Int64(object.index), first + Int64(quarter))
            let kilowatts = parts.kilowatts(quarterOfClock: day.quarterOfClock(at: time), time: time, noise: noise)
            var amount = max(0, kilowatts) / 4
            if flow { amount /= parts.kilowattHoursPerCubicMetre * (0.97 + 0.06 * noise) }
            values.append(Int64((amount * 1000).rounded()))
        }
    }
}

/// The factors that stay the same over one day of one object.
private struct DayParts {
    let object: SimulatedObject
    let profile: [Double]
    /// The object's scale times the factors of the season and of the day.
    let factor: Double
    let temperatures: (before: Double, on: Double, after: Double)
    let path: (constant: Double, swing: Double)

    init(_ object: SimulatedObject, _ day: CivilDay, _ hash: SeededHash, _ weather: Weather) {
        self.object = object
        let isWeekend = CivilTime.weekday(ofDay: day.number) >= 5
        let dayFactor = 0.88 + 0.24 * hash.fraction(.dayFactor, Int64(object.index), day.number)
        var factor = object.scale * dayFactor
        switch object.kind {
        case .home:
            profile = isWeekend ? Profiles.homeWeekend : Profiles.home
            factor *= 1 + 0.35 * Weather.winter(onDay: day.number)
        case .office:
            profile = isWeekend ? Profiles.officeWeekend : Profiles.office
            factor *= 1 + 0.15 * Weather.winter(onDay: day.number)
        case .industry: profile = isWeekend ? Profiles.industryWeekend : Profiles.industry
        case .production:
            profile = Profiles.flat
            factor = object.scale * weather.sun(onDay: day.number)
        case .districtHeating, .gas: profile = Profiles.heating
        case .districtCooling: profile = Profiles.office
        }
        self.factor = factor
        temperatures = (
            weather.meanTemperature(onDay: day.number - 1), weather.meanTemperature(onDay: day.number),
            weather.meanTemperature(onDay: day.number + 1)
        )
        path = Weather.sunPath(onDay: day.number)
    }

    /// The heat that a cubic metre of water carries: 1.163 kWh for each kelvin, 35 K in heating and 8 K in cooling.
    var kilowattHoursPerCubicMetre: Double { (object.kind == .districtCooling ? 8 : 35) * 1.163 }

    func kilowatts(quarterOfClock: Int, time: Int64, noise: Double) -> Double {
        let hour = quarterOfClock / 4
        let next = profile[hour == 23 ? 0 : hour + 1]
        let shape = profile[hour] + (next - profile[hour]) * Double(quarterOfClock % 4) / 4
        let jitter = 0.8 + 0.4 * noise
        switch object.kind {
        case .home, .office, .industry: return factor * shape * jitter
        case .production:
            let inDay = time - CivilTime.utcDay(of: time) * CivilTime.day
            let cosine = Weather.hourAngleCosines[Int(inDay / CivilTime.quarter)]
            return factor * max(0, path.constant + path.swing * cosine) * (0.7 + 0.3 * noise)
        case .districtHeating, .gas:
            // Warm water is needed in summer too.
            return factor * max(0.06, (17 - temperature(quarterOfClock)) / 14) * shape * jitter
        case .districtCooling:
            return factor * max(0.015, (temperature(quarterOfClock) - 13) / 9) * shape * jitter
        }
    }

    /// Returns the outside temperature in degrees Celsius, interpolated between the daily means and warmest in the
    /// afternoon.
    private func temperature(_ quarterOfClock: Int) -> Double {
        let place = Double(quarterOfClock) / 96
        let mean =
            place < 0.5
            ? temperatures.before + (temperatures.on - temperatures.before) * (place + 0.5)
            : temperatures.on + (temperatures.after - temperatures.on) * (place - 0.5)
        return mean + 3 * Profiles.warmth[quarterOfClock / 4]
    }
}
