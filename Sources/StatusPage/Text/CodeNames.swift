import Metering

/// Words for the API's codes. They are open sets: what has no word here or in the configuration is shown as it is.
struct CodeNames: Sendable {
    /// Categories that the API is known to use: `fjärrvärme` is district heating, `fjärrkyla` district cooling.
    private static let known = [
        "EL": "Electricity", "FJV": "District heating", "FJK": "District cooling", "GAS": "Gas",
    ]

    /// The configuration's own words, by code (`category_names`).
    var own: [String: String] = [:]

    /// `Electricity (EL)`; the code alone where there is no word for it.
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

    /// A unit as people write it.
    static func unit(_ label: String) -> String { label == "m3" ? "m³" : label }
}
