/// The weather of Helsingborg, the same for all metering points.
struct Weather: Sendable {
    let hash: SeededHash

    /// Returns 1 in the middle of January, -1 in the middle of July.
    static func winter(onDay day: Int64) -> Double {
        CLibrary.cosine(2 * .pi * Double(day - 14) / 365.2425)
    }

    /// Returns the mean outside temperature of a day in degrees Celsius; neighbouring days differ little.
    func meanTemperature(onDay day: Int64) -> Double {
        // Near the sea the temperature lags the sun by two weeks.
        let season = 8.8 - 8.6 * Self.winter(onDay: day - 14)
        let near =
            hash.fraction(.temperature, day - 1) + hash.fraction(.temperature, day)
            + hash.fraction(.temperature, day + 1)
        return season + (near - 1.5) * 7
    }

    /// Returns the share of the sunlight that passes the clouds, 0.12 ... 1.
    func sun(onDay day: Int64) -> Double {
        let clear = hash.fraction(.clouds, day)
        return 0.12 + 0.88 * clear * clear
    }

    /// Returns the two terms of the sine of the sun's elevation, `constant + swing * cos(hour angle)`.
    static func sunPath(onDay day: Int64) -> (constant: Double, swing: Double) {
        let latitude = 56.05 * Double.pi / 180
        // The sun is lowest ten days before January.
        let declination = -23.44 * .pi / 180 * CLibrary.cosine(2 * .pi * (Double(day) + 10) / 365.2425)
        return (
            CLibrary.sine(latitude) * CLibrary.sine(declination),
            CLibrary.cosine(latitude) * CLibrary.cosine(declination)
        )
    }

    /// The cosine of the sun's hour angle in the middle of each quarter of a UTC day, at 12.7 degrees east.
    static let hourAngleCosines: [Double] = (0..<96).map { quarter in
        let solarHour = (Double(quarter) + 0.5) / 4 + 12.7 / 15
        return CLibrary.cosine((solarHour - 12) * .pi / 12)
    }
}
