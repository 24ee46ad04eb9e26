import Foundation
import TestSupport

/// A site whose readings are all in a real Prometheus: scraped, and pushed at their true times.
struct WatchedSite {
    /// Runs the queries of pages, and writes the blocks of past weeks that some of them need.
    static let queries = RepositoryPaths.fixtures.appending(path: "peers/queries.py").path

    let site: Site
    /// The address of Prometheus, without a slash at its end.
    let prometheus: String

    /// Runs a test once Prometheus has scraped the first poll and a second one.
    static func with(_ body: (WatchedSite) async throws -> Void) async throws {
        try await Site.with { site in
            let prometheus = try await startPrometheus(in: site)
            let address = prometheus.address
            try site.configure(more: more(receiver: address))
            let exporter = try site.start()
            let url = try await exporter.url()
            try Data(configuration(target: String(url.dropFirst("http://".count))).utf8)
                .write(to: site.folder.appending(path: "prometheus.yml"))
            prometheus.program.signal(SIGHUP)
            try await Site.polled(url)

            // Requests are counted while Prometheus looks: a reload polls at once.
            let requests = "oresundskraft_api_requests_total{result=\"ok\"}"
            var before = 0.0
            try await eventually("requests are counted") {
                before = try await sum(requests, at: address) ?? 0
                return before > 0
            }
            exporter.signal(SIGHUP)
            try await eventually("more requests are counted") { try await sum(requests, at: address) ?? 0 > before }
            try await eventually("all readings are pushed") {
                let pushed = try await sum("oresundskraft_remote_write_samples_total", at: address) ?? 0
                return try await sum("oresundskraft_remote_write_pending_samples", at: address) == 0 && pushed > 0
            }
            try await body(WatchedSite(site: site, prometheus: address))
            try await prometheus.program.end()
            try await exporter.end()
        }
    }

    /// Two years, names, properties, tariffs with and without a price, and a receiver of the readings at their true times.
    private static func more(receiver: String) -> String {
        """
        names:
          "735999000000000013": Boiler house
          "735999000000000051": "School (main) + annex"
        facts:
          "735999000000000013": {property: "Ängen 1", cost_center: "4711", network: Helsingborg}
          "735999000000000051": {property: "Bruket 3", cost_center: "4712", network: Helsingborg}
        properties: {"Ängen 1": {area: 1250}, "Bruket 3": {area: 3400}}
        time_series: {lookback: 800d}
        invoiced: {months: 25}
        tariffs:
          - name: hourly
          - name: three-days
            delivery_categories: [EL]
            peaks: 3
            distinct_days: true
            microproduction: exclude
            price: {amount: 45.0, currency: SEK}
          - {name: month, delivery_categories: [EL], price: {amount: 35.0, currency: SEK}}
          - name: high-load
            delivery_categories: [EL]
            windows: [{weekdays: [mon, tue, wed, thu, fri], hours: "06-20"}]
            price: {amount: 55.0, currency: SEK}
        remote_write:
          - {name: prometheus, url: "\(receiver)/api/v1/write", since: 70d}
        """
    }

    /// The limits that are shipped, with those set that are left to the user: low ones, so that something is above them.
    private static func limits() throws -> String {
        try String(
            contentsOf: RepositoryPaths.root.appending(path: "deploy/prometheus/rules/limits.yml"), encoding: .utf8)
                + """

                      - record: limit:oresundskraft_peak_power_watts:set
                        expr: vector(20e3)
                      - record: limit:oresundskraft_power_watts:set
                        expr: vector(1)

                """
    }

    /// The emission factors that are shipped, which are none, and some that show what comes of them: of everything 1 kg/kWh in scope 2,
    /// and a tenth of it in scope 3.
    private static func factors() throws -> String {
        let shipped = RepositoryPaths.root.appending(path: "deploy/prometheus/rules/factors.yml")
        let set = ["EL", "FJV"].flatMap { category in
            [("2", 1000), ("3", 100)].map { scope, grams in
                """
                      - record: factor:oresundskraft_emissions_grams_per_kilowatt_hour:set
                        expr: vector(\(grams))
                        labels: {delivery_category: \(category), scope: "\(scope)", source: "a test"}

                """
            }
        }
        return try String(contentsOf: shipped, encoding: .utf8) + set.joined()
    }

    /// Starts a Prometheus with the shipped rules, which takes samples of the last 80 days, and scrapes a target once it has one.
    private static func startPrometheus(in site: Site) async throws -> Prometheus {
        let rules = site.folder.appending(path: "rules")
        try FileManager.default.createDirectory(at: rules, withIntermediateDirectories: true)
        for name in ["power.yml", "readings.yml", "exporter.yml", "emissions.yml"] {
            try FileManager.default.copyItem(
                at: RepositoryPaths.root.appending(path: "deploy/prometheus/rules/\(name)"),
                to: rules.appending(path: name))
        }
        try Data(limits().utf8).write(to: rules.appending(path: "limits.yml"))
        try Data(factors().utf8).write(to: rules.appending(path: "factors.yml"))
        let blocks = try await Program.python.run(["-B", queries, "blocks", site.folder.appending(path: "tsdb").path])
        guard blocks.status == 0 else { throw RunningProgram.Failure(description: blocks.errors) }
        return try await Prometheus.start(
            configuration(target: nil),
            flags: ["--storage.tsdb.retention.time=10y", "--web.enable-remote-write-receiver"], in: site.folder)
    }

    private static func configuration(target: String?) -> String {
        """
        global: {scrape_interval: 500ms, scrape_timeout: 500ms, evaluation_interval: 500ms}
        rule_files: ["rules/*.yml"]
        storage: {tsdb: {out_of_order_time_window: 80d}}
        scrape_configs:
          - job_name: oresundskraft
            static_configs: [{targets: [\(target.map { "\"\($0)\"" } ?? "")]}]
        """
    }

    /// The sum of what an instant query gives, nil if it gives nothing.
    private static func sum(_ expression: String, at prometheus: String) async throws -> Double? {
        let text = try await Site.curl(
            prometheus + "/api/v1/query", "--get", "--data-urlencode", "query=scalar(sum(\(expression)))")
        return text.firstMatch(of: /"result":\[[0-9.]+,"([^"]+)"\]/).flatMap { Double($0.1) }.flatMap {
            $0.isNaN ? nil : $0
        }
    }
}
