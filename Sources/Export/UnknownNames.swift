import Ground
package import Metering

/// Metering points and delivery categories that a command was asked for and that no stored meter has: a slip, as a rule.
package enum UnknownNames {
    /// More digits of an id are not wrong by chance.
    private static let mostSlips = 2

    /// Lists them for the log, each with what was probably meant.
    ///
    /// - Parameters:
    ///   - meters: all that are stored.
    package static func list(
        meteringPoints: some Sequence<String>, deliveryCategories: some Sequence<String>, among meters: [MeterID]
    ) -> [String] {
        list("metering point", meteringPoints, among: Set(meters.map(\.meteringPoint)))
            + list("delivery category", deliveryCategories, among: Set(meters.map(\.deliveryCategory)))
    }

    private static func list(_ kind: String, _ names: some Sequence<String>, among known: Set<String>) -> [String] {
        names.filter { !known.contains($0) }.map { name in
            let near = NearMiss.suggestion(for: name, among: known.sorted(), limit: mostSlips)
            return "\(kind) \(name)" + (near.map { ", did you mean `\($0)`?" } ?? "")
        }
    }
}
