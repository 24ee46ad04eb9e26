import TestSupport
import Testing

/// Limits as users write them into `limits.yml`, in a real Prometheus.
@Suite(.timeLimit(.minutes(10))) struct LimitTests {
    private static let boiler = "735999000000000015"
    private static let office = "735999000000000022"
    private static let solar = "735999000000000039"
    private static let heat = "735999000000000046"
    private static let peak = 150e3

    /// A peak of 150 kW by two tariffs at four metering points: two that use electricity, one that feeds in, one of heat.
    private static let exposition: String = {
        var lines: [String] = []
        for (point, category, microproduction) in [
            (boiler, "EL", "false"), (office, "EL", "false"), (solar, "EL", "true"), (heat, "FJV", "false"),
        ] {
            let labels =
                "metering_point=\"\(point)\",delivery_category=\"\(category)\",microproduction=\"\(microproduction)\""
            lines.append("oresundskraft_metering_point_info{\(labels),name=\"\(point)\"} 1")
            lines.append("oresundskraft_power_watts{\(labels),unit=\"kWh\"} \(peak)")
            lines.append("oresundskraft_subscribed_effect{\(labels)} 100")
            lines.append("oresundskraft_timeseries_period_end_timestamp_seconds{\(labels),unit=\"kWh\"} 0")
            lines.append("oresundskraft_period_gap_seconds{\(labels),unit=\"kWh\",period=\"this_month\"} 86400")
            for tariff in ["hourly", "three"] {
                for period in ["current", "previous"] {
                    let billed = "\(labels),tariff=\"\(tariff)\",period=\"\(period)\""
                    lines.append("oresundskraft_peak_power_watts{\(billed),rank=\"1\"} \(peak)")
                    lines.append("oresundskraft_peak_power_timestamp_seconds{\(billed),rank=\"1\"} 1793696400")
                    lines.append("oresundskraft_billed_power_watts{\(billed)} \(peak)")
                    lines.append("oresundskraft_power_charge{\(billed),currency=\"SEK\"} 100")
                }
            }
        }
        lines.append("oresundskraft_poll_findings{endpoint=\"timeseries\",kind=\"refused\"} 2")
        lines.append("oresundskraft_readings_total{endpoint=\"timeseries\",result=\"corrected\"} 9000")
        return lines.joined(separator: "\n") + "\n"
    }()

    // MARK: The most specific wins

    /// Returns the index of the limit that applies to a metering point, by the comments of `limits.yml`.
    private static func expected(_ place: [String: String], _ limits: [[String: String]]) -> Int? {
        let matching = limits.indices.filter { index in
            let limit = limits[index]
            // It is for consumption unless it says otherwise, and for electricity unless it names a point, a category or a tariff.
            let isGeneral = ["metering_point", "delivery_category", "tariff"].allSatisfy { limit[$0] == nil }
            let whole = ["microproduction": "false"].merging(isGeneral ? ["delivery_category": "EL"] : [:]) { $1 }
                .merging(limit) { $1 }
            return whole.allSatisfy { place[$0.key] == $0.value }
        }
        func rank(_ index: Int) -> Int {
            ["delivery_category", "tariff", "metering_point"].enumerated().reduce(0) { sum, label in
                sum + (limits[index][label.element] == nil ? 0 : 1 << label.offset)
            }
        }
        return matching.max { rank($0) < rank($1) }
    }

    @Test func theMostSpecificOfSeveralLimitsCounts() async throws {
        let all: [[String: String]] = [
            [:], ["delivery_category": "EL"], ["delivery_category": "FJV"], ["metering_point": Self.boiler],
            ["metering_point": Self.boiler, "delivery_category": "EL"], ["microproduction": "true"],
            ["tariff": "three"],
        ]
        try await RuleSite.with(exposition: Self.exposition) { site in
            for combination in 0..<(1 << all.count) {
                let limits = all.indices.filter { combination & 1 << $0 != 0 }.map { all[$0] }
                try await site.setLimits(
                    limits.enumerated().map { .init(labels: $1, expression: "vector(\(100 + $0))") }
                        + limits.enumerated().filter { $1["tariff"] == nil }
                        .map {
                            .init(name: "oresundskraft_power_watts:set", labels: $1, expression: "vector(\(100 + $0))")
                        })
                #expect(try await site.failures() == [], "\(limits)")

                let peaks = try await site.samples("metering_point:oresundskraft_peak_power_watts:current")
                #expect(peaks.count == 8)
                var shown = Self.shown(
                    try await site.samples("metering_point:oresundskraft_peak_power_limit_watts:current"))
                for (labels, _) in peaks {
                    let limit = Self.expected(labels, limits).map { Double(100 + $0) }
                    #expect(shown.removeValue(forKey: Self.place(labels)) == limit, "\(labels) of \(limits)")
                }
                #expect(shown == [:])

                let powers = try await site.samples("metering_point:oresundskraft_power_watts:newest")
                shown = Self.shown(try await site.samples("metering_point:oresundskraft_power_limit_watts:newest"))
                let others = limits.map { $0["tariff"] == nil ? $0 : ["metering_point": "none"] }
                for (labels, _) in powers {
                    let limit = Self.expected(labels, others).map { Double(100 + $0) }
                    #expect(shown.removeValue(forKey: Self.place(labels)) == limit, "\(labels) of \(others)")
                }
                #expect(shown == [:])
            }
        }
    }

    private static func place(_ labels: [String: String]) -> String {
        ["metering_point", "delivery_category", "microproduction", "tariff"].map { labels[$0] ?? "" }
            .joined(separator: " ")
    }

    private static func shown(_ samples: [(labels: [String: String], value: Double)]) -> [String: Double] {
        Dictionary(samples.map { (place($0.labels), $0.value) }) { _, _ in .nan }
    }

    // MARK: Odd limits

    /// Names of limits, with what is in `limits.yml` as shipped where something is.
    private static let names = [
        "oresundskraft_peak_power_watts:set", "oresundskraft_peak_power_watts:near_ratio",
        "oresundskraft_power_watts:set", "oresundskraft_billed_power_watts:rise_ratio",
        "oresundskraft_reading_age_seconds:set", "oresundskraft_period_gap_seconds:set",
        "oresundskraft_poll_findings:set", "oresundskraft_readings_corrected:set",
    ]

    /// Labels that `promtool` takes, in pairs that a join on fewer labels would not tell apart.
    private static let odd: [[[String: String]]] = [
        [["delivery_category": "EL"], ["delivery_category": "FJV"]],
        [["metering_point": boiler], ["metering_point": office]],
        [["microproduction": "false"], [:], ["microproduction": "true"]],
        [["tariff": "three"], ["tariff": "hourly"]],
        [["site": "a"], ["site": "b"]],
        [["name": "Boiler house"], ["customer_number": "100001"]],
        [["job": "oresundskraft"], ["instance": "e:9877"]],
        [["metering_point": boiler, "site": "a"], ["metering_point": boiler, "site": "b"]],
        [["delivery_category": "EL", "site": "a"], ["delivery_category": "EL", "site": "b"]],
        [["severity": "critical"], ["severity": "info"]],
        [["alertname": "a"], ["alertname": "b"]],
        [["period": "current"], ["rank": "1"], ["unit": "kWh"], ["kind": "refused"], ["endpoint": "timeseries"]],
        [["kind": "refused", "endpoint": "timeseries"], ["kind": "refused"], ["endpoint": "timeseries"]],
    ]

    @Test func noLimitThatPromtoolAcceptsBreaksARule() async throws {
        try await RuleSite.with(exposition: Self.exposition) { site in
            for labels in Self.odd {
                try await site.setLimits(
                    Self.names.flatMap { name in
                        labels.map { .init(name: name, labels: $0, expression: "vector(1)") }
                    })
                #expect(try await site.failures() == [], "\(labels)")
            }
            // Many at once, a number, none, and what is not a number.
            for expression in [
                "oresundskraft_subscribed_effect * 1000", "oresundskraft_power_watts", "100e3", "vector(NaN)",
                "vector(Inf)", "nothing", "oresundskraft_peak_power_watts",
            ] {
                try await site.setLimits(
                    Self.names.flatMap { name in
                        [[:], ["site": "a"], ["delivery_category": "EL"]].map {
                            .init(name: name, labels: $0, expression: expression)
                        }
                    })
                #expect(try await site.failures() == [], "\(expression)")
            }
        }
    }

    @Test func aLimitOfEachKindCountsByItsLabels() async throws {
        func own(_ labels: [String: String], _ value: String) -> [RuleSite.Limit] {
            Self.names.map { .init(name: $0, labels: labels, expression: value) }
        }
        try await RuleSite.with(exposition: Self.exposition) { site in
            try await site.setLimits(
                own([:], "vector(1)") + own(["delivery_category": "EL"], "vector(2)")
                    + own(["metering_point": Self.boiler], "vector(3)"))
            #expect(try await site.failures() == [])
            for name in [
                "metering_point:oresundskraft_reading_age_limit_seconds:newest",
                "metering_point:oresundskraft_period_gap_limit_seconds:this_month",
            ] {
                let limits = try await site.samples(name)
                let byPoint = Dictionary(limits.map { ($0.labels["metering_point"] ?? "", $0.value) }) { _, _ in .nan }
                #expect(byPoint == [Self.boiler: 3, Self.office: 2, Self.solar: 2, Self.heat: 1], "\(name)")
            }
        }
    }

    @Test func aLimitByCategoryAppliesToThatCategoryOnly() async throws {
        try await RuleSite.with(exposition: Self.exposition) { site in
            try await site.setLimits([
                .init(labels: ["delivery_category": "EL"], expression: "vector(100e3)"),
                .init(labels: ["delivery_category": "FJV"], expression: "vector(200e3)"),
                .init(name: "oresundskraft_peak_power_watts:near_ratio", expression: "vector(0.7)"),
            ])
            #expect(try await site.failures() == [])
            func firing(_ alert: String) async throws -> Set<String?> {
                let alerts = try await site.samples("ALERTS{alertname=\"\(alert)\", alertstate=\"firing\"}")
                return Set(alerts.map { $0.labels["metering_point"] })
            }
            #expect(try await firing("OresundskraftPeakAboveLimit") == [Self.boiler, Self.office])
            #expect(try await firing("OresundskraftPeakNearLimit") == [Self.heat])
        }
    }
}
