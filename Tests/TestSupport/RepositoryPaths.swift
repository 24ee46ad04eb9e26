package import Foundation

/// Paths in this repository, found from this file's own place.
package enum RepositoryPaths {
    /// The folder with Package.swift.
    package static let root = URL(filePath: resolvedSourceFile)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// `Tests/Fixtures`.
    package static let fixtures = root.appending(path: "Tests/Fixtures")

    // A checkout may be reached through symbolic links (a package that borrows these tests); what lies beside the
    // tests is found from the real place.
    private static var resolvedSourceFile: String {
        URL(filePath: #filePath).resolvingSymlinksInPath().path
    }
}
