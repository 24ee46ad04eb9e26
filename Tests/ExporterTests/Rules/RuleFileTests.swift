import Foundation
import TestSupport
import Testing
import Yams

/// The rules for Prometheus that users install.
struct RuleFileTests {
    private struct File: Decodable {
        struct Group: Decodable {
            struct Rule: Decodable {
                var alert: String?
                var labels: [String: String]?
                var annotations: [String: String]?
            }
            var name: String
            var rules: [Rule]
        }
        var groups: [Group]
    }

    private struct UnitTests: Decodable {
        struct Test: Decodable {
            struct Alert: Decodable {
                struct Expected: Decodable {}
                var alertname: String
                // swift-format-ignore: AlwaysUseLowerCamelCase
                var exp_alerts: [Expected]?
            }
            // swift-format-ignore: AlwaysUseLowerCamelCase
            var alert_rule_test: [Alert]?
        }
        var tests: [Test]
    }

    private static let folder = RepositoryPaths.root.appending(path: "deploy/prometheus/rules")

    private static func files(_ folder: URL) throws -> [URL] {
        try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .filter { $0.pathExtension == "yml" }.sorted { $0.path < $1.path }
    }

    private static func alerts() throws -> [File.Group.Rule] {
        try files(folder).flatMap { file in
            try YAMLDecoder().decode(File.self, from: Data(contentsOf: file)).groups.flatMap(\.rules)
        }.filter { $0.alert != nil }
    }

    @Test func promtoolFindsNoFault() async throws {
        let files = try Self.files(Self.folder)
        #expect(files.count >= 2)
        let answer = try await Program("promtool").run(["check", "rules", "--lint=all"] + files.map(\.path))
        #expect(answer.status == 0, "\(answer.text)\(answer.errors)")
    }

    @Test func theRulesPassTheirTests() async throws {
        let files = try Self.files(Self.folder.appending(path: "tests"))
        #expect(!files.isEmpty)
        for file in files {
            let answer = try await Program("promtool").run(
                ["test", "rules", file.lastPathComponent], in: file.deletingLastPathComponent())
            #expect(answer.status == 0, "\(file.lastPathComponent): \(answer.text)\(answer.errors)")
        }
    }

    @Test func eachAlertIsTestedBothFiringAndSilent() throws {
        let tests = try Self.files(Self.folder.appending(path: "tests")).flatMap { file in
            try YAMLDecoder().decode(UnitTests.self, from: Data(contentsOf: file)).tests
        }.flatMap { $0.alert_rule_test ?? [] }
        for alert in try Self.alerts() {
            let own = tests.filter { $0.alertname == alert.alert }
            #expect(own.contains { !($0.exp_alerts ?? []).isEmpty }, "\(alert.alert ?? "") never fires")
            #expect(own.contains { ($0.exp_alerts ?? []).isEmpty }, "\(alert.alert ?? "") is never silent")
        }
    }

    @Test func eachAlertHasADescriptionAndLinksToTheRunbook() throws {
        let runbook = try String(
            contentsOf: RepositoryPaths.root.appending(path: "docs/runbook.md"), encoding: .utf8)
        let headings = Set(
            runbook.split(separator: "\n").filter { $0.hasPrefix("#") }.map {
                String($0.drop { $0 == "#" || $0 == " " })
            })
        let alerts = try Self.alerts()
        #expect(alerts.count >= 15)
        for alert in alerts {
            let name = alert.alert ?? ""
            #expect(headings.contains(name), "no section for \(name)")
            #expect(["critical", "warning", "info"].contains(alert.labels?["severity"]), "\(name)")
            #expect(alert.annotations?["summary"]?.isEmpty == false, "\(name)")
            #expect(alert.annotations?["description"]?.isEmpty == false, "\(name)")
            #expect(
                alert.annotations?["runbook_url"]?.hasSuffix("/docs/runbook.md#\(name.lowercased())") == true,
                "\(name)")
        }
    }
}
