import Foundation
import TestSupport
import Testing

/// The dashboards for Grafana: what they ask for is there.
@Suite(.timeLimit(.minutes(10))) struct DashboardTests {
    private static let folder = RepositoryPaths.root.appending(path: "grafana")
    private static let judge = RepositoryPaths.fixtures.appending(path: "peers/dashboards.py").path

    private static func files() throws -> [URL] {
        try FileManager.default.contentsOfDirectory(
            at: folder.appending(path: "dashboards"), includingPropertiesForKeys: nil
        ).filter { $0.pathExtension == "json" }.sorted { $0.path < $1.path }
    }

    /// Names, tariffs with and without a price, and a receiver of the readings at their true times.
    private func more(receiver: String) -> String {
        """
        names:
          "735999000000000013": Boiler house
          "735999000000000051": "School (main) + annex"
        tariffs:
          - name: hourly
          - name: three-days
            delivery_categories: [EL]
            peaks: 3
            distinct_days: true
            microproduction: exclude
            price: {amount: 45.0, currency: SEK}
        remote_write:
          - {name: prometheus, url: "\(receiver)/api/v1/write", since: 70d}
        """
    }

    /// The limits that are shipped, with those set that are left to the user: low ones, so that something is above them.
    private func limits() throws -> String {
        try String(
            contentsOf: RepositoryPaths.root.appending(path: "deploy/prometheus/rules/limits.yml"), encoding: .utf8)
                + """

                      - record: limit:oresundskraft_peak_power_watts:set
                        expr: vector(20e3)
                      - record: limit:oresundskraft_power_watts:set
                        expr: vector(1)

                """
    }

    /// Starts a Prometheus with the shipped rules, which takes samples of the last 80 days, and scrapes a target once it has one.
    private func startPrometheus(in site: Site) async throws -> (program: RunningProgram, address: String) {
        let rules = site.folder.appending(path: "rules")
        try FileManager.default.createDirectory(at: rules, withIntermediateDirectories: true)
        for name in ["power.yml", "readings.yml", "exporter.yml"] {
            try FileManager.default.copyItem(
                at: RepositoryPaths.root.appending(path: "deploy/prometheus/rules/\(name)"),
                to: rules.appending(path: name))
        }
        try Data(limits().utf8).write(to: rules.appending(path: "limits.yml"))
        try configurePrometheus(in: site, target: nil)
        let prometheus = try RunningProgram(
            "prometheus",
            [
                "--config.file=prometheus.yml", "--storage.tsdb.path=tsdb", "--storage.tsdb.retention.time=10y",
                "--web.enable-remote-write-receiver", "--web.listen-address=127.0.0.1:0",
            ], in: site.folder)
        let line = try await prometheus.line(with: "msg=\"Listening on\"")
        let address = "http://" + (line.firstMatch(of: /address=(\S+)/).map { String($0.1) } ?? "")
        _ = try await prometheus.line(with: "Server is ready to receive web requests")
        return (prometheus, address)
    }

    private func configurePrometheus(in site: Site, target: String?) throws {
        let text = """
            global: {scrape_interval: 500ms, scrape_timeout: 500ms, evaluation_interval: 500ms}
            rule_files: ["rules/*.yml"]
            storage: {tsdb: {out_of_order_time_window: 80d}}
            scrape_configs:
              - job_name: oresundskraft
                static_configs: [{targets: [\(target.map { "\"\($0)\"" } ?? "")]}]
            """
        try Data(text.utf8).write(to: site.folder.appending(path: "prometheus.yml"))
    }

    /// The sum of what an instant query gives, nil where it gives nothing.
    private func sum(_ expression: String, at prometheus: String) async throws -> Double? {
        let text = try await Site.curl(
            prometheus + "/api/v1/query", "--get", "--data-urlencode", "query=scalar(sum(\(expression)))")
        return text.firstMatch(of: /"result":\[[0-9.]+,"([^"]+)"\]/).flatMap { Double($0.1) }.flatMap {
            $0.isNaN ? nil : $0
        }
    }

    @Test func eachQueryOfEachDashboardHasData() async throws {
        try await Site.with { site in
            let (prometheus, address) = try await startPrometheus(in: site)
            try site.configure(more: more(receiver: address))
            let exporter = try site.start()
            let url = try await exporter.url()
            try configurePrometheus(in: site, target: String(url.dropFirst("http://".count)))
            prometheus.signal(SIGHUP)
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

            let files = try Self.files().map(\.path)
            #expect(files.count == 4)
            let answer = try await Program.python.run(
                [Self.judge, "--prometheus", address, "--within", "60"] + files, within: .seconds(180))
            #expect(answer.status == 0, "\(answer.text)\(answer.errors)")
            try await theJudgeFindsFaults(with: address, in: site)
            try await prometheus.end()
            try await exporter.end()
        }
    }

    /// A dead panel, a query that is none, an unknown field and an unknown unit are found.
    private func theJudgeFindsFaults(with prometheus: String, in site: Site) async throws {
        let text = try String(
            contentsOf: Self.folder.appending(path: "dashboards/overview.json"), encoding: .utf8)
        let query = "\"min by (endpoint) (oresundskraft_up)\""
        #expect(text.contains(query))
        for (wrong, fault) in [("oresundskraft_nothing", "no data"), ("max(oresundskraft_up", "parse error")] {
            let changed = text.replacing(query, with: "\"\(wrong)\"")
                .replacing("\"refresh\": \"5m\"", with: "\"refresh\": \"5m\", \"refreshes\": true")
                .replacing("\"unit\": \"kwatth\"", with: "\"unit\": \"kilowatthours\"")
            let copy = site.folder.appending(path: "spoiled.json")
            try Data(changed.utf8).write(to: copy)
            let answer = try await Program.python.run([
                Self.judge, "--prometheus", prometheus, "--within", "0", copy.path,
            ])
            #expect(answer.status == 1)
            let panel = answer.text.split(separator: "\n").first { $0.contains("Polls of the API [A]: ") }
            #expect(panel?.contains(fault) == true, "\(answer.text)\(answer.errors)")
            #expect(answer.text.contains("does not know .refreshes"), "\(answer.text)")
            #expect(answer.text.contains("no unit kilowatthours"), "\(answer.text)")
        }
    }

    @Test func theFilesAreWhatTheirSourcesSay() async throws {
        let check = try await Program.python.run(["-B", "generate.py", "--check"], in: Self.folder)
        #expect(check.status == 0, "\(check.errors)")
    }

    @Test func aFileThatWasChangedByHandIsNamed() async throws {
        try await withTemporaryFolder { folder in
            let copy = folder.appending(path: "grafana")
            try FileManager.default.copyItem(at: Self.folder, to: copy)
            let file = copy.appending(path: "dashboards/exporter.json")
            let text = try String(contentsOf: file, encoding: .utf8)
            try Data(text.replacing("Memory", with: "Storage").utf8).write(to: file)
            try Data("{}".utf8).write(to: copy.appending(path: "dashboards/another.json"))
            let check = try await Program.python.run(["-B", "generate.py", "--check"], in: copy)
            #expect(check.status == 1)
            let named = check.errors.split(separator: "\n").map { $0.prefix { $0 != " " } }
            #expect(named == ["grafana/dashboards/another.json", "grafana/dashboards/exporter.json"])
            #expect(try await Program.python.run(["-B", "generate.py"], in: copy).status == 0)
            #expect(try String(contentsOf: file, encoding: .utf8) == text)
        }
    }
}
