import Foundation
import TestSupport
import Testing
import Yams

/// The workflows on GitHub, as far as can be checked here: what they call exists. `make lint` runs actionlint and zizmor on them.
struct WorkflowTests {
    private static let folder = RepositoryPaths.root.appending(path: ".github")

    private static func workflow(_ name: String) throws -> String {
        try String(contentsOf: folder.appending(path: "workflows/\(name).yml"), encoding: .utf8)
    }

    @Test(arguments: ["ci", "release"]) func scriptsAndTargetsThatAWorkflowCallsExist(name: String) throws {
        let text = try Self.workflow(name)
        let makefile = try String(contentsOf: RepositoryPaths.root.appending(path: "Makefile"), encoding: .utf8)
        let targets = text.matches(of: /run: make ([a-z-]+)/).map { String($0.1) }
        #expect(!targets.isEmpty)
        for target in targets { #expect(makefile.contains("\n\(target):"), "\(target)") }
        for script in text.matches(of: /(?:scripts|\.ci)\/[\w.\/-]+/).map({ String($0.0) }) {
            let path = RepositoryPaths.root.appending(path: script).path
            #expect(FileManager.default.isExecutableFile(atPath: path), "\(script)")
        }
    }

    @Test func aTagMustBeTheVersionOfADatedHeading() async throws {
        let script = RepositoryPaths.root.appending(path: "scripts/check-release.sh").path
        try await withTemporaryFolder { folder in
            let changelog = folder.appending(path: "CHANGELOG.md")
            let text = "# Changelog\n\n## 1.2.0 (2027-01-31)\n\n- Something new.\n\n## 1.1.0 (2026-12-01)\n\n- Old.\n"
            try Data(text.utf8).write(to: changelog)
            let check = Program(script, environment: ["CHANGELOG": changelog.path])
            #expect(try await check.run(["v1.2.0"]).status == 0)
            #expect(try await check.run(["--notes", "v1.2.0"]).text == "\n- Something new.\n\n")
            let other = try await check.run(["v1.1.0"])
            #expect(other.status == 1)
            #expect(other.errors.contains("they must name one version"), "\(other.errors)")
            try Data("## 1.2.0 (unreleased)\n".utf8).write(to: changelog)
            let unreleased = try await check.run(["v1.2.0"])
            #expect(unreleased.status == 1)
            #expect(unreleased.errors.contains("has no date"), "\(unreleased.errors)")
        }
    }

    /// As GitHub wants them: https://docs.github.com/en/communities/using-templates-to-encourage-useful-issues-and-pull-requests
    @Test func eachIssueFormHasANameAndAsksForSomething() throws {
        let folder = Self.folder.appending(path: "ISSUE_TEMPLATE")
        let forms = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
            .filter { $0.lastPathComponent != "config.yml" }
        #expect(forms.count == 3)
        let kinds: Set = ["checkboxes", "dropdown", "input", "markdown", "textarea"]
        for form in forms {
            let node = try #require(try Yams.compose(yaml: String(contentsOf: form, encoding: .utf8)))
            for key in ["name", "description"] { #expect(node[key]?.string?.isEmpty == false, "\(form.path): \(key)") }
            let body = try #require(node["body"]?.sequence, "\(form.path)")
            let used = Set(body.compactMap { $0["type"]?.string })
            #expect(used.isSubset(of: kinds), "\(form.path): \(used)")
            #expect(body.contains { $0["validations"]?["required"]?.string == "true" }, "\(form.path)")
            let names = body.compactMap { $0["id"]?.string }
            #expect(Set(names).count == names.count, "\(form.path)")
        }
        let odd = try String(contentsOf: folder.appending(path: "odd-answer.yml"), encoding: .utf8)
        #expect(odd.contains("oresundskraft-exporter capture --output"))
    }
}
