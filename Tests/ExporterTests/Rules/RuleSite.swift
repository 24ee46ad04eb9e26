import Curl
import Foundation
import TestSupport

/// A real Prometheus with the shipped rules, which scrapes metrics that never change, and whose limits a test sets.
final class RuleSite {
    /// The rules that are shipped.
    static let shipped = RepositoryPaths.root.appending(path: "deploy/prometheus/rules")

    private let folder: URL
    private let target: RunningProgram
    private let prometheus: Prometheus
    private let client: CurlClient

    /// Runs a test with a Prometheus that has scraped `exposition`.
    static func with(exposition: String, _ body: (RuleSite) async throws -> Void) async throws {
        try await withTemporaryFolder { folder in
            let site = try await RuleSite(folder, exposition: exposition)
            try await body(site)
            try await site.prometheus.program.end()
            // Nothing of it is to be kept, and it may have been started with other signals ignored.
            try await site.target.end(with: SIGKILL)
        }
    }

    private init(_ folder: URL, exposition: String) async throws {
        self.folder = folder
        client = try CurlClient(TransportOptions())
        try Data(exposition.utf8).write(to: folder.appending(path: "metrics"))
        target = try RunningProgram(Program.pythonPath, ["-c", RuleSite.server], in: folder)
        let port = try await target.line(with: "port=").drop { $0 != "=" }.dropFirst()
        let rules = folder.appending(path: "rules")
        try FileManager.default.createDirectory(at: rules, withIntermediateDirectories: true)
        for name in ["exporter.yml", "power.yml", "readings.yml"] {
            try FileManager.default.copyItem(
                at: RuleSite.shipped.appending(path: name), to: rules.appending(path: name))
        }
        let text = """
            global: {scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 50ms}
            rule_files: ["rules/*.yml"]
            scrape_configs:
              - job_name: oresundskraft
                static_configs: [{targets: ["127.0.0.1:\(port)"]}]
            """
        prometheus = try await Prometheus.start(text, flags: ["--web.enable-lifecycle"], in: folder)
        try await eventually("the target is scraped") { try await samples("up == 1").count == 1 }
    }

    // MARK: Limits

    /// A limit as it stands in `limits.yml`.
    struct Limit {
        var name = "oresundskraft_peak_power_watts:set"
        var labels: [String: String] = [:]
        var expression: String
    }

    /// Replaces all limits, makes `promtool` and Prometheus read them, and waits until each group has been evaluated
    /// with them.
    func setLimits(_ limits: [Limit]) async throws {
        var lines = ["groups:", "  - name: oresundskraft-limits", "    rules:"]
        // An empty group would have nothing to wait for.
        for limit in limits + [Limit(name: "oresundskraft_nothing:set", expression: "vector(1)")] {
            lines.append("      - record: limit:\(limit.name)")
            lines.append("        expr: '\(limit.expression)'")
            let labels = limit.labels.sorted { $0.key < $1.key }.map { "\($0.key): \"\($0.value)\"" }
            if !labels.isEmpty { lines.append("        labels: {\(labels.joined(separator: ", "))}") }
        }
        let file = folder.appending(path: "rules/limits.yml")
        try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: file)
        let reloaded = Date()
        _ = try await client.send(CurlRequest(url: prometheus.address + "/-/reload", method: .post(body: [])))
        var limitsRead: Date?
        try await eventually("the groups are evaluated with the new limits") {
            let groups = try await groups()
            guard let read = groups.first(where: { $0.name == "oresundskraft-limits" })?.evaluated, read > reloaded
            else { return false }
            let first = limitsRead ?? read
            limitsRead = first
            // Rules are evaluated for a time up to an interval before the one at which it is done: only from one interval on have all seen
            // what was recorded then.
            return groups.allSatisfy { $0.name == "oresundskraft-limits" || $0.evaluated > first + 0.1 }
        }
    }

    /// Rules that could not be evaluated, with the error.
    func failures() async throws -> [String] {
        try await groups().flatMap(\.rules).filter { $0.health == "err" }.map { "\($0.name): \($0.lastError ?? "")" }
    }

    private struct Group: Decodable {
        struct Rule: Decodable {
            var name: String
            var health: String
            var lastError: String?
        }
        var name: String
        var lastEvaluation: String
        var rules: [Rule]

        /// A time with fractional seconds as Go writes it; long ago if there is none.
        var evaluated: Date {
            let whole = lastEvaluation.prefix { $0 != "." && $0 != "Z" && $0 != "+" }
            let rest = lastEvaluation.dropFirst(whole.count)
            let fraction = rest.first == "." ? Double("0." + rest.dropFirst().prefix { $0.isNumber }) ?? 0 : 0
            let date = try? Date(String(whole) + "Z", strategy: .iso8601)
            return (date ?? .distantPast) + fraction
        }
    }

    private func groups() async throws -> [Group] {
        struct Answer: Decodable {
            struct Groups: Decodable { var groups: [Group] }
            var data: Groups
        }
        return try JSONDecoder().decode(Answer.self, from: try await get("/api/v1/rules")).data.groups
    }

    // MARK: Queries

    /// Runs an instant query, and returns the labels and value of each sample.
    func samples(_ expression: String) async throws -> [(labels: [String: String], value: Double)] {
        struct Answer: Decodable {
            struct Result: Decodable {
                struct Sample: Decodable {
                    var metric: [String: String]
                    var value: [Field]
                }
                var result: [Sample]
            }
            /// The time as a number, the value as a text.
            enum Field: Decodable {
                case time
                case value(Double)

                init(from decoder: any Decoder) throws {
                    let container = try decoder.singleValueContainer()
                    self = (try? container.decode(String.self)).flatMap(Double.init).map(Field.value) ?? .time
                }
            }
            var data: Result
        }
        let query = expression.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
        let answer = try JSONDecoder().decode(Answer.self, from: try await get("/api/v1/query?query=" + query))
        return answer.data.result.map { sample in
            guard case .value(let value) = sample.value.last else { return (sample.metric, .nan) }
            return (sample.metric, value)
        }
    }

    private func get(_ path: String) async throws -> Data {
        Data(try await client.send(CurlRequest(url: prometheus.address + path)).body)
    }

    /// Answers each request with the file `metrics`.
    private static let server = """
        import http.server, sys
        class Target(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                body = open("metrics", "rb").read()
                self.send_response(200)
                self.send_header("Content-Type", "text/plain; version=0.0.4")
                self.end_headers()
                self.wfile.write(body)
            def log_message(self, *arguments): pass
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Target)
        print(f"port={server.server_port}", file=sys.stderr, flush=True)
        server.serve_forever()
        """
}
