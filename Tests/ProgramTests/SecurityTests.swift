import Foundation
import TestSupport
import Testing

/// SECURITY.md: its promises about files, and the files that it names.
@Suite(.timeLimit(.minutes(5))) struct SecurityTests {
    private func storeFiles(_ site: Site) throws -> [URL] {
        try FileManager.default.contentsOfDirectory(
            at: site.store.deletingLastPathComponent(), includingPropertiesForKeys: nil)
    }

    /// Runs the exporter until the first poll is stored.
    private func poll(_ site: Site, _ body: () throws -> Void) async throws {
        let exporter = try site.start()
        try await Site.polled(try await exporter.url())
        try body()
        try await exporter.end()
    }

    @Test func onlyTheOwnerCanReadTheStore() async throws {
        try await Site.with { site in
            try await poll(site) {
                let files = try storeFiles(site)
                #expect(files.count >= 3)
                for file in files + [site.store.deletingLastPathComponent()] {
                    let mode = try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions] as? Int
                    #expect((mode ?? 0o777) & 0o007 == 0, "\(file.path)")
                }
            }
        }
    }

    @Test func theStoreHoldsNoKey() async throws {
        try await Site.with { site in
            try await poll(site) {
                for file in try storeFiles(site) where file.pathExtension != "sock" {
                    #expect(try Data(contentsOf: file).range(of: Data(Site.key.utf8)) == nil, "\(file.path)")
                }
                // The same search finds a text that is there.
                let store = try Data(contentsOf: site.store) + Data(contentsOf: URL(filePath: site.store.path + "-wal"))
                #expect(store.range(of: Data("100001".utf8)) != nil)
            }
        }
    }

    @Test func everyNamedTestExists() throws {
        let text = try String(contentsOf: RepositoryPaths.root.appending(path: "SECURITY.md"), encoding: .utf8)
        let rows = text.split(separator: "\n").filter { $0.hasPrefix("| ") }.dropFirst(2)
        #expect(rows.count >= 15)
        for row in rows { #expect(row.contains("Tests"), "\(row)") }
        var sources: [String: String] = [:]
        let tests = RepositoryPaths.root.appending(path: "Tests")
        for case let file as URL in FileManager.default.enumerator(at: tests, includingPropertiesForKeys: nil)
            ?? .init()
        where file.lastPathComponent.hasSuffix("Tests.swift") {
            sources[file.deletingPathExtension().lastPathComponent, default: ""] += try String(
                contentsOf: file, encoding: .utf8)
        }
        for name in text.matches(of: /`(\w+Tests)(?:\.(\w+))?`/) {
            let source = try #require(sources[String(name.1)], "\(name.0)")
            if let test = name.2 { #expect(source.contains("func \(test)("), "\(name.0)") }
        }
    }
}
