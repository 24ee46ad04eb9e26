import Foundation
import TestSupport
import Testing

/// The repository's address, as in Homepage of the Debian package: every link to the repository has it, and leads to a file.
struct RepositoryAddressTests {
    private static func text(_ path: String) throws -> String {
        try String(contentsOf: RepositoryPaths.root.appending(path: path), encoding: .utf8)
    }

    /// The address, and `OWNER/NAME`.
    private static func repository() throws -> (address: String, name: String) {
        let control = try text("deploy/debian/control")
        let match = try #require(control.firstMatch(of: /\nHomepage: (https:\/\/github\.com\/(\S+))/))
        return (String(match.1), String(match.2))
    }

    /// All text files that git tracks or would add.
    private static func files() async throws -> [String] {
        let answer = try await Program("git").run(
            ["ls-files", "--cached", "--others", "--exclude-standard"], in: RepositoryPaths.root)
        #expect(answer.status == 0, "\(answer.errors)")
        return answer.text.split(separator: "\n").map(String.init).filter { !$0.hasSuffix(".png") }
    }

    @Test func everyLinkHasTheOneAddressAndAnExistingFile() async throws {
        let repository = try Self.repository()
        var found = 0
        for path in try await Self.files() {
            guard let text = try? Self.text(path) else { continue }
            for match in text.matches(
                of: /https:\/\/github\.com\/(oresundskraft[\w-]*\/[\w-]+)(?:\/blob\/main\/([\w.\/-]+))?/)
            {
                found += 1
                #expect(match.1 == repository.name, "\(path): \(match.0)")
                guard let file = match.2.map({ String($0) }) else { continue }
                let target = RepositoryPaths.root.appending(path: file).path
                #expect(FileManager.default.fileExists(atPath: target), "\(path): \(match.0)")
            }
        }
        #expect(found > 30)
    }

    @Test func theImageIsCalledAsTheRepository() async throws {
        let image = try "ghcr.io/\(Self.repository().name)"
        #expect(try Self.text(".github/workflows/release.yml").contains("IMAGE: \(image)\n"))
        #expect(try Self.text("deploy/kubernetes/base/kustomization.yaml").contains("newName: \(image)\n"))
        let values = try Self.text("deploy/helm/oresundskraft-exporter/values.yaml")
        let registry = try #require(values.firstMatch(of: /\n  registry: (\S+)\n  repository: (\S+)\n/))
        #expect("\(registry.1)/\(registry.2)" == image)
    }
}
