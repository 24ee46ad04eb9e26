import Foundation
import TestSupport
import Testing
import Yams

/// The mixin, rendered by jsonnet: the shipped rules and dashboards, and what a user sets.
@Suite(.timeLimit(.minutes(5))) struct MixinTests {
    private static let mixin = RepositoryPaths.root.appending(path: "deploy/mixin/mixin.libsonnet").path

    /// A rule, without line breaks and blanks in its expression.
    private struct Rule: Hashable {
        var text: String

        init(_ node: Node) {
            let entries = node.mapping?.map { entry in
                let value =
                    entry.value.string ?? entry.value.mapping?.map { "\($0.key.string ?? "")=\($0.value.string ?? "")" }
                    .sorted().joined(separator: ",") ?? ""
                return "\(entry.key.string ?? ""): \(value.filter { !$0.isWhitespace })"
            }
            text = entries?.sorted().joined(separator: "; ") ?? ""
        }
    }

    private func evaluate(_ expression: String) async throws -> String {
        let answer = try await Program("jsonnet").run(["--exec", "local mixin = import '\(Self.mixin)'; \(expression)"])
        #expect(answer.status == 0, "\(answer.errors)")
        return answer.text
    }

    private func rules(_ yaml: String) throws -> [Rule] {
        let groups = try #require(try Yams.compose(yaml: yaml)?["groups"]?.sequence)
        return groups.flatMap { ($0["rules"]?.sequence.map(Array.init) ?? []).map(Rule.init) }
    }

    @Test func theRulesAreThoseForPrometheus() async throws {
        let folder = RepositoryPaths.root.appending(path: "deploy/prometheus/rules")
        let shipped = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .filter { $0.pathExtension == "yml" }
            .flatMap { try rules(String(contentsOf: $0, encoding: .utf8)) }
        let rendered = try await rules(evaluate("mixin.prometheusAlerts")) + rules(evaluate("mixin.prometheusRules"))
        #expect(Set(shipped).subtracting(rendered) == [])
        #expect(rendered.count == shipped.count)
    }

    /// As a user copies them from the page.
    @Test func theCommandsOfTheReadmeWriteRulesAndDashboards() async throws {
        let readme = try String(
            contentsOf: RepositoryPaths.root.appending(path: "deploy/README.md"), encoding: .utf8)
        let block = try #require(readme.components(separatedBy: "```").first { $0.hasPrefix("sh\njsonnet ") })
        try await withTemporaryFolder { folder in
            try FileManager.default.createSymbolicLink(
                at: folder.appending(path: "deploy"), withDestinationURL: RepositoryPaths.root.appending(path: "deploy")
            )
            let written = try await Program("sh").run(["-ec", String(block.dropFirst(3))], in: folder)
            #expect(written.status == 0, "\(written.errors)")
            let answer = try await Program("promtool").run(["check", "rules", "alerts.yml", "rules.yml"], in: folder)
            #expect(answer.status == 0, "\(answer.text)\(answer.errors)")
            let dashboards = try FileManager.default.contentsOfDirectory(
                atPath: folder.appending(path: "dashboards").path)
            #expect(dashboards.count == 6)
        }
    }

    @Test func promtoolFindsNoFaultInWhatIsRendered() async throws {
        try await withTemporaryFolder { folder in
            for part in ["prometheusAlerts", "prometheusRules"] {
                let file = folder.appending(path: "\(part).json")
                try await Data(evaluate("mixin.\(part)").utf8).write(to: file)
                let answer = try await Program("promtool").run(["check", "rules", file.path])
                #expect(answer.status == 0, "\(answer.text)\(answer.errors)")
            }
        }
    }

    @Test func theDashboardsAreAllOfGrafanas() async throws {
        let folder = RepositoryPaths.root.appending(path: "grafana/dashboards")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).map {
            "oresundskraft-\($0.replacing("oresundskraft-", with: ""))"
        }
        let rendered = try await evaluate("std.objectFields(mixin.grafanaDashboards)")
        #expect(try JSONDecoder().decode([String].self, from: Data(rendered.utf8)) == names.sorted())
        for name in names {
            let file = folder.appending(path: name.replacing("oresundskraft-", with: ""))
            let same = try await evaluate("mixin.grafanaDashboards['\(name)'] == import '\(file.path)'")
            #expect(same == "true\n", "\(name)")
        }
    }

    @Test func settingsOfAUserAreUsed() async throws {
        let set = """
            mixin { _config+:: {
                job: 'meters', runbookURL: 'https://wiki.example.org/runbook', alertLabels: { team: 'energy' },
                limits: [
                    { record: 'limit:oresundskraft_reading_age_seconds:set', expr: 'vector(1)' },
                    { record: 'limit:oresundskraft_period_gap_seconds:set', expr: null },
                ], factors: [
                    { record: 'factor:oresundskraft_emissions_grams_per_kilowatt_hour:set', expr: 'vector(2)' },
                ], dashboardTags: ['meters'],
            } }
            """
        let alerts = try await evaluate("(\(set)).prometheusAlerts")
        #expect(alerts.contains(#"up{job=\"meters\"}"#))
        #expect(!alerts.contains(#"job=\"oresundskraft\""#))
        #expect(alerts.contains("https://wiki.example.org/runbook#oresundskraftexporterdown"))
        #expect(alerts.split(separator: #""team": "energy""#).count == alerts.split(separator: #""alert": "#).count)
        let limits = try await rules(evaluate("(\(set)).prometheusRules")).map(\.text)
        #expect(limits.contains("expr: vector(1); record: limit:oresundskraft_reading_age_seconds:set"))
        #expect(!limits.contains("expr: vector(3*86400); record: limit:oresundskraft_reading_age_seconds:set"))
        #expect(!limits.contains { $0.hasSuffix("limit:oresundskraft_period_gap_seconds:set") })
        #expect(limits.contains("expr: vector(2); record: factor:oresundskraft_emissions_grams_per_kilowatt_hour:set"))
        let tags = try await evaluate("(\(set)).grafanaDashboards['oresundskraft-overview.json'].tags")
        #expect(tags.contains("meters"))
    }
}
