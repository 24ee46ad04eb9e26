import Foundation
import TestSupport
import Testing

/// Fresh certificates in a folder: see `Tests/Fixtures/peers/make-certificates.sh`.
struct Certificates: Sendable {
    let folder: URL

    func file(_ name: String) -> String { folder.appending(path: name).path }
    var ca: String { file("ca.pem") }

    /// What makes a peer show the certificate of that name.
    func arguments(_ name: String) -> [String] {
        ["--certificate", file("\(name).pem"), "--key", file("\(name).key")]
    }
}

func withCertificates<Result>(
    isolation: isolated (any Actor)? = #isolation, _ body: (Certificates) async throws -> Result
) async throws -> Result {
    try await withTemporaryFolder { folder in
        let script = RepositoryPaths.fixtures.appending(path: "peers/make-certificates.sh").path
        let answer = try await Program("sh").run([script, folder.path])
        try #require(answer.status == 0, "\(answer.errors)")
        return try await body(Certificates(folder: folder))
    }
}
