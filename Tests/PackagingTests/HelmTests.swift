import Foundation
import TestSupport
import Testing
import Yams

/// The chart, rendered by Helm itself: valid, in agreement with the manifests for kustomize and the program, and clear about values
/// that it cannot use.
@Suite(.timeLimit(.minutes(5))) struct HelmTests {
    private static let chart = RepositoryPaths.root.appending(path: "deploy/helm/oresundskraft-exporter")
    private static let peer = RepositoryPaths.fixtures.appending(path: "peers/helm_chart.py").path

    private static func values(_ name: String) -> String { chart.appending(path: "ci/\(name)-values.yaml").path }

    private func helm(_ action: String, _ arguments: [String] = [], input: String = "") async throws -> String {
        let answer = try await Program.python.run(
            ["-B", Self.peer, action, Self.chart.path] + arguments, input: Array(input.utf8))
        // Helm reports each link to the rules and dashboards on standard error.
        #expect(answer.status == 0, "\(answer.errors)")
        return answer.text
    }

    /// The objects that values render to, by kind and name.
    private func render(_ values: String) async throws -> [String: Node] {
        let objects = try Yams.compose_all(yaml: await helm("render", [Self.values(values)]))
        return Dictionary(
            objects.map { ("\($0["kind"]?.string ?? "") \($0["metadata"]?["name"]?.string ?? "")", $0) },
            uniquingKeysWith: { first, _ in first })
    }

    @Test func helmAndKubernetesFindNoFaultWithAnyValues() async throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: Self.chart.appending(path: "ci").path)
        #expect(files.count >= 5)
        #expect(try await helm("check", files.map { Self.chart.appending(path: "ci/\($0)").path }) == "")
    }

    @Test func theChartAgreesWithTheManifests() async throws {
        let folders = ["base", "monitoring"].map {
            RepositoryPaths.root.appending(path: "deploy/kubernetes/\($0)").path
        }
        #expect(try await helm("compare", [Self.values("manifests")] + folders) == "")
    }

    @Test func eachValueChangesSomething() async throws {
        #expect(try await helm("effects") == "")
    }

    @Test func theRulesLookForTheJobOfTheServiceMonitor() async throws {
        let values = """
            {serviceMonitor: {job: meters}, prometheusRule: {enabled: true}, config: {customers: [{numbers: ['1']}]}}
            """
        try await withTemporaryFolder { folder in
            let file = folder.appending(path: "values.yaml")
            try Data(values.utf8).write(to: file)
            let rendered = try await helm("render", [file.path])
            #expect(rendered.contains("absent(up{job=\"meters\"})") && !rendered.contains("job=\"oresundskraft\"}"))
        }
    }

    /// In the repository they are links.
    @Test func thePackedChartHasTheRulesAndDashboards() async throws {
        let packed = try await helm("package").split(separator: "\n").map(String.init)
        for (source, folder) in [("deploy/prometheus/rules", "rules"), ("grafana/dashboards", "dashboards")] {
            let names = try FileManager.default.contentsOfDirectory(
                atPath: RepositoryPaths.root.appending(path: source).path
            ).filter { $0.contains(".") }
            #expect(names.count >= 4)
            for name in names { #expect(packed.contains("oresundskraft-exporter/files/\(folder)/\(name)")) }
        }
        #expect(!packed.contains { $0.contains("/rules/tests/") || $0.contains("/ci/") }, "\(packed)")
    }

    @Test func theChartsVersionIsThePrograms() async throws {
        let text = try String(contentsOf: Self.chart.appending(path: "Chart.yaml"), encoding: .utf8)
        let chart = try #require(try Yams.compose(yaml: text))
        let said = try await Program(RunningProgram.exporter).run(["version"]).text
        for key in ["version", "appVersion"] {
            let version = try #require(chart[key]?.string)
            #expect(said.hasPrefix("oresundskraft-exporter \(version) "), "\(key)")
        }
    }

    @Test func theProgramReadsTheConfigurationOfTheValues() async throws {
        let map = try #require(try await render("monitoring")["ConfigMap oresundskraft-exporter"])
        try await withTemporaryFolder { folder in
            try Data("key\n".utf8).write(to: folder.appending(path: "subscription-key"))
            let file = folder.appending(path: "oresundskraft.yml")
            try Data(#require(map["data"]?["oresundskraft.yml"]?.string).utf8).write(to: file)
            let answer = try await Program(
                RunningProgram.exporter, environment: ["CREDENTIALS_DIRECTORY": folder.path]
            ).run(["check-config", "--config.file", file.path])
            #expect(answer.status == 0, "\(answer.errors)")
            #expect(answer.text.contains("every 30m"), "\(answer.text)")
        }
    }

    @Test func limitsInTheValuesReplaceThoseWithTheSameLabels() async throws {
        let rule = try #require(try await render("monitoring")["PrometheusRule oresundskraft-exporter"])
        let groups = try #require(rule["spec"]?["groups"]?.sequence)
        let limits = try #require(groups.first { $0["name"]?.string == "oresundskraft-limits" }?["rules"]?.sequence)
        let lines = limits.map { limit in
            let labels = limit["labels"]?.mapping?.map { "\($0.key.string ?? "")=\($0.value.string ?? "")" } ?? []
            return ([limit["record"]?.string ?? "", limit["expr"]?.string ?? ""] + labels).joined(separator: " ")
        }
        #expect(lines.contains("limit:oresundskraft_peak_power_watts:set vector(100e3)"))
        #expect(
            lines.contains("limit:oresundskraft_peak_power_watts:set vector(250e3) metering_point=735999000000000015"))
        #expect(lines.contains("limit:oresundskraft_reading_age_seconds:set vector(2 * 86400)"))
        #expect(!lines.contains("limit:oresundskraft_reading_age_seconds:set vector(3 * 86400)"))
        #expect(lines.contains("limit:oresundskraft_reading_age_seconds:set vector(4 * 86400) delivery_category=FJV"))
        #expect(!lines.contains { $0.hasSuffix("kind=duplicate") })
        let factors = groups.first { $0["name"]?.string == "oresundskraft-factors" }?["rules"]?.sequence
        #expect(factors?.map { $0["expr"]?.string }.contains("vector(524.1)") == true)
        #expect(factors?.contains { $0["record"]?.string?.hasSuffix(":each") == true } == true)
        try await withTemporaryFolder { folder in
            let file = folder.appending(path: "rules.yml")
            try Data(Yams.serialize(node: #require(rule["spec"])).utf8).write(to: file)
            let answer = try await Program("promtool").run(["check", "rules", file.path])
            #expect(answer.status == 0, "\(answer.text)\(answer.errors)")
        }
    }

    @Test func theNotesSayWhereTheKeyBelongsAndWhatIsKept() async throws {
        let plain = try await helm("notes", [Self.values("minimal")])
        #expect(plain.contains("create secret generic oresundskraft-exporter --from-file=subscription-key"))
        #expect(plain.contains("helm uninstall keeps the readings"))
        let secret = try await helm("notes", [Self.values("monitoring")])
        #expect(secret.contains("create secret generic oresundskraft-key --from-file=subscription-key"))
        let ephemeral = try await helm("notes", [Self.values("ephemeral")])
        #expect(ephemeral.contains("WARNING: without persistence the readings are lost"))
    }

    @Test(arguments: [
        ("confg: {}", "additional properties 'confg' not allowed"),
        ("image: {tagg: v1}", "at '/image': additional properties 'tagg' not allowed"),
        ("serviceMonitor: {enabled: 'yes'}", "at '/serviceMonitor/enabled'"),
        ("image: {digest: sha256-1}", "at '/image/digest'"),
        ("networkPolicy: {egressPorts: [0]}", "at '/networkPolicy/egressPorts/0'"),
        (
            "prometheusRule: {limits: [{record: 'limit:oresundskraft_power_watts:set', valu: 1}]}",
            "at '/prometheusRule/limits/0': additional properties 'valu' not allowed"
        ),
        (
            "prometheusRule: {limits: [{record: 'limit:oresundskraft_peak_power:set', value: 1}]}",
            "at '/prometheusRule/limits/0/record'"
        ),
        (
            "config: {customers: [], remote_writ: []}",
            "at '/config': additional properties 'remote_writ' not allowed"
        ),
        (
            "config: {customers: [{number: ['100001']}]}",
            "at '/config/customers/0': additional properties 'number' not allowed"
        ),
        // It would be readable in a ConfigMap.
        (
            "config: {customers: [], api: {subscription_key: '4711'}}",
            "at '/config/api': additional properties 'subscription_key' not allowed"
        ),
        // As a number it would lose its last digits.
        (
            "config: {customers: [{numbers: [100001], metering_points: [735999000000000015]}]}",
            "at '/config/customers/0/metering_points/0'"
        ),
        ("{ingress: {enabled: true}, config: {customers: [{numbers: ['100001']}]}}", "ingress.hosts: at least one is"),
        (
            "{route: {enabled: true}, config: {customers: [{numbers: ['100001']}]}}",
            "route.parentRefs: without a gateway"
        ),
        (
            """
            {serviceMonitor: {enabled: true}, webConfig: {tls_server_config: {cert_file: c, key_file: k}},
            config: {customers: [{numbers: ['100001']}]}}
            """, "serviceMonitor.scheme: webConfig has a certificate"
        ),
        ("{}", "config.customers: at least one is needed"),
        ("{replicaCount: 2, config: {customers: [{numbers: ['100001']}]}}", "replicaCount: only one process can write"),
    ]) func impossibleValuesAreRefusedByTheirKey(values: String, reason: String) async throws {
        let refusal = try await helm("refuse", input: values)
        #expect(refusal.contains(reason), "\(refusal)")
    }
}
