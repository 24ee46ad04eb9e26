import Foundation
import TestSupport
import Testing

/// Comments and pages cite only files that exist.
struct CitationTests {
    /// Folders and files whose comments are read, from the repository's root.
    private static let places = [
        "Benchmarks", "Makefile", "Package.swift", "Plugins", "Sources", "Tests", "deploy", "grafana", "scripts",
    ]

    /// Paths of the files that people write below a place.
    private static func files(below place: String) throws -> [URL] {
        let root = RepositoryPaths.root.appending(path: place)
        let below = FileManager.default.enumerator(at: root, includingPropertiesForKeys: [.isRegularFileKey])
        let files = (below?.allObjects as? [URL] ?? []).filter {
            (try? $0.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile) == true
        }
        return files.isEmpty ? [root] : files
    }

    @Test(arguments: places) func aPageThatACommentCitesIsThere(place: String) throws {
        let files = try Self.files(below: place)
        #expect(!files.isEmpty)
        for file in files {
            guard let text = try? String(contentsOf: file, encoding: .utf8) else { continue }
            for cited in text.matches(of: /`([A-Za-z0-9_.\/-]+\.md)`/).map({ String($0.1) }) {
                let isThere = [RepositoryPaths.root, file.deletingLastPathComponent()].contains {
                    FileManager.default.fileExists(atPath: $0.appending(path: cited).path)
                }
                #expect(isThere, "\(file.lastPathComponent) cites \(cited)")
            }
        }
    }
}
