import Foundation
import TestSupport
import Testing

/// Comments and pages cite only files that exist.
struct CitationTests {
    /// Folders and files whose comments, or pages, are read, from the repository's root.
    private static let places = [
        ".ci", ".github", "Benchmarks", "CHANGELOG.md", "CONTRIBUTING.md", "Makefile", "Package.swift", "Plugins",
        "README.md", "SECURITY.md", "Sources", "Tests", "deploy", "docs", "grafana", "scripts",
    ]

    /// Names that are cited without being files: a pattern, a package, a generated file.
    private static let others: Set = ["Type+Aspect.swift", "GRDB.swift", "BuildStamp.swift"]

    /// Returns the files of a place.
    private static func files(of place: String) -> [URL] {
        let root = RepositoryPaths.root.appending(path: place)
        let below = FileManager.default.enumerator(at: root, includingPropertiesForKeys: [.isRegularFileKey])
        let files = (below?.allObjects as? [URL] ?? []).filter {
            (try? $0.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile) == true
        }
        return files.isEmpty ? [root] : files
    }

    private static let names = Set(places.flatMap(files).map(\.lastPathComponent))

    /// Returns the comments of a source, or a whole page.
    private static func prose(of file: URL) -> String {
        guard let text = try? String(contentsOf: file, encoding: .utf8) else { return "" }
        guard file.pathExtension != "md" else { return text }
        let isSource = ["swift", "c", "cpp", "h"].contains(file.pathExtension)
        let comment = isSource ? #/^\s*(?://|\*)|\s//\s/# : #/^\s*(?:#|\.\\")|\s#\s/#
        return text.split(separator: "\n").filter { $0.contains(comment) }.joined(separator: "\n")
    }

    /// Returns true if a path from the root, or the beginning of one as in `docs/decisions/0030`, exists.
    private static func exists(_ path: String) -> Bool {
        let url = RepositoryPaths.root.appending(path: path)
        if FileManager.default.fileExists(atPath: url.path) { return true }
        let beside = try? FileManager.default.contentsOfDirectory(atPath: url.deletingLastPathComponent().path)
        return beside?.contains { $0.hasPrefix(url.lastPathComponent) } == true
    }

    @Test(arguments: places) func filesCitedByCommentsAndPagesExist(place: String) {
        let files = Self.files(of: place)
        #expect(!files.isEmpty)
        for file in files {
            let prose = Self.prose(of: file)
            let paths = prose.matches(
                of: #/(?:^|[\s(`"'])((?:Benchmarks|Plugins|Sources|Tests|deploy|docs|grafana|scripts)/[\w.+/-]*\w)/#)
            for path in Set(paths.map { String($0.1) }) where !Self.exists(path) {
                Issue.record("\(file.lastPathComponent) cites \(path)")
            }
            let names = prose.matches(of: #/(?:^|[\s(`"'])([\w+-][\w.+-]*\.(?:md|py|sh|swift))\b/#)
            for name in Set(names.map { String($0.1) }).subtracting(Self.names).subtracting(Self.others) {
                Issue.record("\(file.lastPathComponent) cites \(name)")
            }
        }
    }
}
