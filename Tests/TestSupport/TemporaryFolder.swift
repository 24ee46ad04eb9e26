package import Foundation

/// Runs `body` with a new, empty folder, and removes the folder with its content afterwards, even if `body` throws.
///
/// ```swift
/// try await withTemporaryFolder { folder in
///     try Data().write(to: folder.appending(path: "readings.sqlite"))
/// }
/// ```
package func withTemporaryFolder<Result>(
    isolation: isolated (any Actor)? = #isolation, _ body: (URL) async throws -> Result
) async throws -> Result {
    let folder = URL(filePath: NSTemporaryDirectory()).appending(path: "oresundskraft-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try await body(folder)
}
