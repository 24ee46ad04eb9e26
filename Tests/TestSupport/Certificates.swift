package import Foundation

/// Fresh certificates in a folder: see `Tests/Fixtures/peers/make-certificates.sh`.
package struct Certificates: Sendable {
    package let folder: URL

    /// The path of a file in the folder.
    package func file(_ name: String) -> String { folder.appending(path: name).path }
    /// The path of the certificate of the authority.
    package var ca: String { file("ca.pem") }

    /// Returns the arguments that make a peer present the certificate of that name.
    package func arguments(_ name: String) -> [String] {
        ["--certificate", file("\(name).pem"), "--key", file("\(name).key")]
    }
}

/// Runs `body` with fresh certificates in a temporary folder, which is removed afterwards.
package func withCertificates<Result>(
    isolation: isolated (any Actor)? = #isolation, _ body: (Certificates) async throws -> Result
) async throws -> Result {
    try await withTemporaryFolder { folder in
        let script = RepositoryPaths.fixtures.appending(path: "peers/make-certificates.sh").path
        let answer = try await Program("sh").run([script, folder.path])
        guard answer.status == 0 else { throw Program.Failure(description: answer.errors) }
        return try await body(Certificates(folder: folder))
    }
}
