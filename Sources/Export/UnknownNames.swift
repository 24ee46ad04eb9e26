import Ground
package import Metering

/// Requested metering points and delivery categories that no stored meter has: usually typing errors.
package enum UnknownNames {
    /// The most wrong digits of an id that still count as a typing error.
    private static let mostSlips = 2

    /// Lists the unknown names for the log, each with the name that was probably meant.
    ///
    /// - Parameter meters: all stored meters.
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
