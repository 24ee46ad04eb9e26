import Metering

/// Names of the API's codes. They are open sets: a code without a name here or in the configuration is shown as it is.
struct CodeNames: Sendable {
    /// Names of categories that the API is known to use: `fjärrvärme` is district heating, `fjärrkyla` district
    /// cooling.
    private static let known = [
        "EL": "Electricity", "FJV": "District heating", "FJK": "District cooling", "GAS": "Gas",
    ]

    /// The configuration's names, by code (`category_names`).
    var own: [String: String] = [:]

    /// Returns `Electricity (EL)`, or only the code if it has no name.
    func category(_ code: String) -> String {
        guard let word = own[code] ?? Self.known[code.uppercased()] else { return code }
        return "\(word) (\(code))"
    }

    /// Returns the name of the quantity that units of a kind measure.
    static func kind(_ kind: UnitKind) -> String? {
        switch kind {
        case .energy: "Energy"
        case .volume: "Volume"
        case .other: nil
        }
    }

    /// Returns a unit as people write it.
    static func unit(_ label: String) -> String { label == "m3" ? "m³" : label }
}
