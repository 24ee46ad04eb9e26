/// The identity of a meter, the labels **M**: a metering point and a delivery category, with what it uses and what it
/// feeds in apart.
///
/// The texts are kept as the API sends them, because its codes are open sets (`EL` and `FJV` among them).
package struct MeterID: Sendable, Hashable {
    package var meteringPoint: String
    package var deliveryCategory: String
    /// The API's `microproduction`; false if it sends none.
    package var microproduction: Bool

    /// Creates an identity from texts exactly as the API sends them.
    package init(meteringPoint: String, deliveryCategory: String, microproduction: Bool) {
        self.meteringPoint = meteringPoint
        self.deliveryCategory = deliveryCategory
        self.microproduction = microproduction
    }
}

extension MeterID: Comparable {
    /// Orders by metering point, then category, then use before production. All output is in this order.
    package static func < (left: MeterID, right: MeterID) -> Bool {
        if left.meteringPoint != right.meteringPoint { return left.meteringPoint < right.meteringPoint }
        if left.deliveryCategory != right.deliveryCategory { return left.deliveryCategory < right.deliveryCategory }
        return !left.microproduction && right.microproduction
    }
}

/// The identity of a series, the labels **S**: one meter's readings in one unit.
///
/// A heat meter has two series with the same ``MeterID``: energy in kWh and flow in m3.
package struct SeriesID: Sendable, Hashable {
    package var meter: MeterID
    /// As the API sends it (`kWh`); empty if it sends none.
    package var unit: String

    /// Creates an identity; `unit` is empty if the API names none.
    package init(meter: MeterID, unit: String) {
        self.meter = meter
        self.unit = unit
    }
}

extension SeriesID: Comparable {
    /// Orders by meter, then by unit, so that output is stable.
    package static func < (left: SeriesID, right: SeriesID) -> Bool {
        left.meter == right.meter ? left.unit < right.unit : left.meter < right.meter
    }
}

extension SeriesID {
    /// The labels **S** of `docs/metrics.md`, ordered by name.
    package var labels: [(name: String, value: String)] {
        [
            ("delivery_category", meter.deliveryCategory), ("metering_point", meter.meteringPoint),
            ("microproduction", meter.microproduction ? "true" : "false"), ("unit", unit),
        ]
    }
}
