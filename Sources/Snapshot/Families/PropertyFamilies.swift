import Exposition

/// Families from the configuration's `properties`. They belong to no customer group: two groups may have meters in one
/// property.
enum PropertyFamilies {
    static func families(_ input: SnapshotInput) -> [MetricFamily] {
        [
            .gauge(
                "oresundskraft_property_area_square_meters", "Heated area of the property, from the configuration.",
                input.settings.areas.sorted { $0.key < $1.key }.map {
                    Sample(labels: [Label(name: "property", value: $0.key)], value: $0.value)
                })
        ]
    }
}
