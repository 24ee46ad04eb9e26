import Ground

/// A unit of energy, which gives the mean power over a period.
package struct EnergyUnit: Sendable, Hashable {
    /// Joules in one unit.
    package let joules: Double

    /// Reads a unit's name without regard to case and blanks (`kWh`, `KWH`, ` kwh `).
    ///
    /// - Returns: nil for anything that is not an energy (m3, kW, °C, an empty text), which then has no power.
    package init?(_ name: String) {
        let key = String(name.filter { !$0.isWhitespace }).lowercased()
        guard let joules = Self.joulesByName[key] else { return nil }
        self.joules = joules
    }

    /// Returns the mean power in watts of an amount used or fed in over a period.
    ///
    /// - Parameters:
    ///   - amount: an amount in this unit.
    ///   - period: longer than zero.
    package func watts(of amount: Double, over period: Duration) -> Double {
        watts(of: amount, overSeconds: period.inSeconds)
    }

    /// Returns the mean power in watts of an amount used or fed in over some seconds, more than zero.
    package func watts(of amount: Double, overSeconds seconds: Double) -> Double {
        amount * joules / seconds
    }

    private static let joulesByName: [String: Double] = [
        "wh": 3600, "kwh": 3.6e6, "mwh": 3.6e9, "gwh": 3.6e12,
        "j": 1, "kj": 1e3, "mj": 1e6, "gj": 1e9,
    ]
}
