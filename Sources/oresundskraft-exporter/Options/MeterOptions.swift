import ArgumentParser
import Export
import Metering

/// The flags that narrow a command to some meters.
struct MeterOptions: ParsableArguments {
    @Option(
        name: .customLong("metering-point"), parsing: .singleValue,
        help: ArgumentHelp("Only this metering point; may be repeated.", valueName: "id"))
    var meteringPoints: [String] = []

    @Option(
        name: .customLong("delivery-category"), parsing: .singleValue,
        help: ArgumentHelp("Only this delivery category; may be repeated.", valueName: "category"))
    var deliveryCategories: [String] = []

    func includes(_ meter: MeterID) -> Bool {
        (meteringPoints.isEmpty || meteringPoints.contains(meter.meteringPoint))
            && (deliveryCategories.isEmpty || deliveryCategories.contains(meter.deliveryCategory))
    }

    /// Returns the requested points and categories that no meter has.
    func unknown(among meters: [MeterID]) -> [String] {
        UnknownNames.list(meteringPoints: meteringPoints, deliveryCategories: deliveryCategories, among: meters)
    }
}
