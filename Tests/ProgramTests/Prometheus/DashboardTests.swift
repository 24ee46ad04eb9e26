import Foundation
import TestSupport
import Testing

/// The dashboards for Grafana: the metrics they query exist.
@Suite(.timeLimit(.minutes(10))) struct DashboardTests {
    private static let folder = RepositoryPaths.root.appending(path: "grafana")
    private static let judge = RepositoryPaths.fixtures.appending(path: "peers/dashboards.py").path

    private static func files() throws -> [URL] {
        try FileManager.default.contentsOfDirectory(
            at: folder.appending(path: "dashboards"), includingPropertiesForKeys: nil
        ).filter { $0.pathExtension == "json" }.sorted { $0.path < $1.path }
    }

    @Test func eachQueryOfEachDashboardHasData() async throws {
        try await WatchedSite.with { watched in
            let address = watched.prometheus
            let files = try Self.files().map(\.path)
            #expect(files.count == 6)
            let answer = try await Program.python.run(
                [Self.judge, "--prometheus", address, "--within", "60"] + files, within: .seconds(180))
            #expect(answer.status == 0, "\(answer.text)\(answer.errors)")
            try await theJudgeFindsFaults(with: address, in: watched.site)
        }
    }

    /// A dead panel, an invalid query, an unknown field and an unknown unit are found.
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

    @Test func theFilesMatchTheirSources() async throws {
        let check = try await Program.python.run(["-B", "generate.py", "--check"], in: Self.folder)
        #expect(check.status == 0, "\(check.errors)")
    }

    @Test func aFileChangedByHandIsNamed() async throws {
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
