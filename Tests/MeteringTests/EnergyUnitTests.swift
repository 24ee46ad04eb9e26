import Metering
import Testing

struct EnergyUnitTests {
    @Test(
        arguments: [
            ("kWh", 4_000.0), ("KWH", 4_000.0), (" kwh ", 4_000.0), ("k Wh", 4_000.0), ("Wh", 4.0), ("MWh", 4e6),
            ("GWh", 4e9),
            ("J", 0.001_111_111_111_111_111_2), ("kJ", 1.111_111_111_111_111_2), ("MJ", 1_111.111_111_111_111),
            ("GJ", 1_111_111.111_111_111),
        ] as [(String, Double)])
    func oneUnitInAQuarterHourIsThatPower(unit: String, watts: Double) throws {
        let energy = try #require(EnergyUnit(unit))
        #expect(abs(energy.watts(of: 1, over: .seconds(900)) - watts) < watts * 1e-12)
    }

    @Test(arguments: ["m3", "kW", "", "°C", "kWh/h", "varh"])
    func onlyEnergyHasAPower(unit: String) {
        #expect(EnergyUnit(unit) == nil)
    }
}
