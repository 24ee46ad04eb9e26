import Metering
import Testing

struct UnitLabelTests {
    @Test(arguments: [
        ("kWh", "kWh"), ("KWH", "kWh"), (" k W h ", "kWh"), ("kwh\t", "kWh"), ("MWH", "MWh"), ("gj", "GJ"),
        ("wh", "Wh"),
        ("m³", "m3"), ("M3", "m3"), ("M³ ", "m3"), ("kVarh", "kvarh"), ("KVArh", "kvarh"), ("  °C ", "°C"), ("", ""),
        (" ", ""), ("Nm3", "Nm3"), ("kW", "kW"),
    ]) func aUnitHasOneLabelWhateverItsSpelling(text: String, label: String) {
        #expect(UnitLabel.canonical(text) == label)
        #expect(UnitLabel.canonical(label) == label)
    }

    @Test func energyIsOneKindAndVolumeAnother() {
        for unit in ["Wh", "kWh", "MWh", "GWh", "J", "kJ", "MJ", "GJ"] { #expect(UnitKind(unit) == .energy) }
        #expect(UnitKind("m3") == .volume)
        #expect(UnitKind("kvarh") == .other("kvarh"))
        #expect(UnitKind("") == .other(""))
    }

    @Test func kilowattHoursCountBeforeTheFirstEnergyByName() {
        #expect(["MWh", "GJ", "kWh", "Wh"].sorted(by: UnitKind.precedes) == ["kWh", "GJ", "MWh", "Wh"])
    }
}
