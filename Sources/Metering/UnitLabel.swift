import Ground

/// The spelling of units: utilities write the same unit in several ways (`KWH`, `kWh `, `m³`).
package enum UnitLabel {
    /// Returns the label of a unit: the usual spelling of a known one, whatever its case and blanks, or else the text
    /// without surrounding blanks.
    package static func canonical(_ text: some StringProtocol) -> String {
        // The usual spelling is by far the most common, and needs no work.
        let text = String(text)
        if known.contains(text) { return text }
        let key = String(text.filter { !$0.isWhitespace }).lowercased().replacing("³", with: "3")
        return byKey[key] ?? String(text.trimmed)
    }

    private static let known: Set<String> = [
        "Wh", "kWh", "MWh", "GWh", "J", "kJ", "MJ", "GJ", "m3", "kvarh",
    ]
    private static let byKey = Dictionary(uniqueKeysWithValues: known.map { ($0.lowercased(), $0) })
}

/// A kind of quantity. Series of one meter in units of one kind form one ``Course``: say, a meter whose unit changed
/// from kWh to MWh.
package enum UnitKind: Sendable, Hashable {
    case energy
    case volume
    /// Any other unit is a kind of its own.
    case other(String)

    /// - Parameter unit: a label of ``UnitLabel``.
    package init(_ unit: String) {
        self = EnergyUnit(unit) != nil ? .energy : unit == "m3" ? .volume : .other(unit)
    }
}

extension UnitKind {
    /// Orders units of one kind by precedence for the same time: kWh, then the others by name.
    package static func precedes(_ left: String, _ right: String) -> Bool {
        (left == "kWh" ? 0 : 1, left) < (right == "kWh" ? 0 : 1, right)
    }
}
