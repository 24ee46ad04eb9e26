import Configuration
import Foundation
import Logging
import TestSupport

@testable import WebSecurity

/// A folder with fresh certificates and the web configuration files of `Tests/Fixtures/web` beside them.
struct WebFolder: Sendable {
    let certificates: Certificates

    /// The files of the fixtures that begin so.
    static func fixtures(_ prefix: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: RepositoryPaths.fixtures.appending(path: "web").path))
            ?? [])
            .filter { $0.hasPrefix(prefix) && $0.hasSuffix(".yml") }.sorted()
    }

    static func with<Result>(_ body: (WebFolder) async throws -> Result) async throws -> Result {
        try await withCertificates { certificates in try await body(WebFolder(certificates: certificates)) }
    }

    func path(_ name: String) -> String { certificates.file(name) }

    /// Writes a web configuration file beside the certificates.
    @discardableResult
    func write(_ text: String, to name: String = "web.yml") throws -> String {
        let url = certificates.folder.appending(path: name)
        try Data(text.utf8).write(to: url)
        chmod(url.path, 0o600)
        return url.path
    }

    /// Copies a fixture here, with the texts of certificates where it has `@name@`.
    func take(_ fixture: String) throws -> String {
        var text = try String(
            contentsOf: RepositoryPaths.fixtures.appending(path: "web/\(fixture)"), encoding: .utf8)
        for name in ["server.pem", "server.key", "ca.pem"] where text.contains("@\(name)@") {
            let pem = try String(contentsOfFile: path(name), encoding: .utf8)
            text = text.replacing("@\(name)@", with: pem.replacing("\n", with: "\n    "))
        }
        return try write(text, to: fixture)
    }

    /// A text without this folder's path.
    func shown(_ text: String) -> String {
        text.replacing("\(certificates.folder.path)/", with: "").replacing(certificates.folder.path, with: "FOLDER")
    }
}

extension Logger {
    static var silent: Logger { Logger(label: "test") { _ in SwiftLogNoOpLogHandler() } }
}
