/// A group of metric families that the configuration can leave out. Families about polls, the store and the exporter
/// itself are in none: they always stay.
package enum FamilyGroup: String, Sendable, CaseIterable {
    case readings, periods, tariffs, invoices

    /// The names of the families of all groups.
    package static let allNames = Set(allCases.flatMap(\.names))

    /// The names that the rules in `deploy/prometheus` watch. Without them alerts never fire, and nothing says so there.
    package static let watchedByRules = Set(
        [
            "timeseries_period_end_timestamp_seconds", "power_watts", "metering_point_info", "subscribed_effect",
            "period_value", "period_energy_joules", "period_missing_seconds", "period_gap_seconds", "peak_power_watts",
            "peak_power_timestamp_seconds", "billed_power_watts", "power_charge",
        ].map { "oresundskraft_\($0)" })

    /// The names of its families.
    package var names: [String] {
        let (prefix, names): (String, [String]) =
            switch self {
            case .readings:
                (
                    "",
                    [
                        "timeseries_value", "timeseries_period_start_timestamp_seconds",
                        "timeseries_period_end_timestamp_seconds", "timeseries_status_info", "power_watts",
                        "timeseries_max_effect", "timeseries_max_effect_timestamp_seconds", "subscribed_effect",
                        "metering_point_info", "property_area_square_meters",
                    ]
                )
            case .periods: ("period_", ["value", "energy_joules", "missing_seconds", "gap_seconds", "comparable"])
            case .tariffs:
                ("", ["peak_power_watts", "peak_power_timestamp_seconds", "billed_power_watts", "power_charge"])
            case .invoices:
                ("invoiced_", ["value", "status_info", "max_effect", "max_effect_timestamp_seconds"])
            }
        return names.map { "oresundskraft_\(prefix)\($0)" }
    }
}
