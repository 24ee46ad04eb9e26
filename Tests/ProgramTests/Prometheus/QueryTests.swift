import Foundation
import TestSupport
import Testing

/// Queries that the pages of docs/ suggest.
@Suite(.timeLimit(.minutes(10))) struct QueryTests {
    /// README.md and all pages below `docs`, `deploy` and `grafana`, but for the decisions.
    private static func pages() throws -> [String] {
        let root = RepositoryPaths.root
        let pages = ["docs", "deploy", "grafana"].flatMap { folder in
            FileManager.default.enumerator(at: root.appending(path: folder), includingPropertiesForKeys: nil)?
                .compactMap { ($0 as? URL)?.path } ?? []
        }
        return [root.appending(path: "README.md").path]
            + pages.filter { $0.hasSuffix(".md") && !$0.contains("/decisions/") }.sorted()
    }

    @Test func eachQueryOfThePagesGivesTheRightValues() async throws {
        try await WatchedSite.with { watched in
            let folder = watched.site.folder
            let readings = folder.appending(path: "readings.csv").path
            let from = Date.now.addingTimeInterval(-80 * 86400).formatted(.iso8601.year().month().day())
            let to = Date.now.addingTimeInterval(2 * 86400).formatted(.iso8601.year().month().day())
            let exported = try await Program(RunningProgram.exporter).run(
                ["export", "--from", from, "--to", to, "--format", "csv", "--output", readings], in: folder)
            #expect(exported.status == 0, "\(exported.errors)")

            let asking = [WatchedSite.queries, "run", "--prometheus", watched.prometheus, "--readings", readings]
            let answer = try await Program.python.run(["-B"] + asking + ["--all"] + Self.pages())
            #expect(answer.status == 0, "\(answer.text)\(answer.errors)")

            // A wrong value, a missing value, an invalid query, and a false alarm are found.
            let page = folder.appending(path: "spoiled.md")
            let spoiled = """
                Ask for `sum(oresundskraft_up) +`.
                ```promql
                oresundskraft_up{endpoint="none"}
                ```
                ## What is wrong
                ```promql
                oresundskraft_up
                ```
                """
            try Data(spoiled.utf8).write(to: page)
            let faults = try await Program.python.run(["-B"] + asking + [page.path])
            #expect(faults.status == 1)
            for fault in ["parse error", "none\"}: no data", "oresundskraft_up: answers"] {
                #expect(faults.text.contains(fault), "\(faults.text)\(faults.errors)")
            }
            let wrong = try String(contentsOfFile: readings, encoding: .utf8)
                .replacing(/(Z),([0-9.]+),/) { "\($0.1),1\($0.2)," }
            try Data(wrong.utf8).write(to: URL(filePath: readings))
            let values = try await Program.python.run(["-B"] + asking + Self.pages())
            #expect(values.text.contains("and should be"), "\(values.text)\(values.errors)")
        }
    }
}
