package import Foundation

/// Paths in this repository, found from this file's own place.
package enum RepositoryPaths {
    /// The folder with Package.swift.
    package static let root = URL(filePath: resolvedSourceFile)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// `Tests/Fixtures`.
    package static let fixtures = root.appending(path: "Tests/Fixtures")

    // Symbolic links may lead to the checkout (from a package that reuses these tests); files next to the tests
    // are found from the real path.
    private static var resolvedSourceFile: String {
        URL(filePath: #filePath).resolvingSymlinksInPath().path
    }
}
