/// What the labels **M** name: a metering point in one delivery category, fed in and used apart.
///
/// The three texts are kept as the API sends them: its codes are open sets (`EL`, `FJV` and whatever comes).
package struct MeterID: Sendable, Hashable {
    package var meteringPoint: String
    package var deliveryCategory: String
    /// What the API marks as `microproduction`; false where it says nothing.
    package var microproduction: Bool

    package init(meteringPoint: String, deliveryCategory: String, microproduction: Bool) {
        self.meteringPoint = meteringPoint
        self.deliveryCategory = deliveryCategory
        self.microproduction = microproduction
    }
}

extension MeterID: Comparable {
    /// By metering point, then category, then use before production: the order of everything that is shown.
    package static func < (left: MeterID, right: MeterID) -> Bool {
        if left.meteringPoint != right.meteringPoint { return left.meteringPoint < right.meteringPoint }
        if left.deliveryCategory != right.deliveryCategory { return left.deliveryCategory < right.deliveryCategory }
        return !left.microproduction && right.microproduction
    }
}

/// What the labels **S** name: one meter's readings in one unit, a line on a graph.
///
/// A heat meter has two with the same ``MeterID``: energy in kWh and flow in m3.
package struct SeriesID: Sendable, Hashable {
    package var meter: MeterID
    /// As the API sends it (`kWh`); empty where it sends none.
    package var unit: String

    package init(meter: MeterID, unit: String) {
        self.meter = meter
        self.unit = unit
    }
}

extension SeriesID: Comparable {
    package static func < (left: SeriesID, right: SeriesID) -> Bool {
        left.meter == right.meter ? left.unit < right.unit : left.meter < right.meter
    }
}

extension SeriesID {
    /// The labels **S** of `docs/metrics.md`, in order of their names.
    package var labels: [(name: String, value: String)] {
        [
            ("delivery_category", meter.deliveryCategory), ("metering_point", meter.meteringPoint),
            ("microproduction", meter.microproduction ? "true" : "false"), ("unit", unit),
        ]
    }
}
