import Foundation
import TestSupport
import Testing

/// What `make demo`, `make test` and the packages' scripts say on a machine that lacks something: one sentence, with what to do.
@Suite(.timeLimit(.minutes(5))) struct FirstMinutesTests {
    /// Runs a target of the Makefile where `swift` is a script of these lines, or is not there.
    private func make(_ target: String, swift: String?) async throws -> Program.Answer {
        try await withTemporaryFolder { folder in
            if let swift {
                let file = folder.appending(path: "swift")
                try Data("#!/bin/sh\n\(swift)\n".utf8).write(to: file)
                try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path)
            }
            return try await Program("make", environment: ["PATH": "\(folder.path):/usr/bin:/bin"]).run(
                [target], in: RepositoryPaths.root)
        }
    }

    @Test(arguments: ["demo", "test", "build"]) func withoutSwiftOneSentenceSaysWhereItIs(target: String) async throws {
        let answer = try await make(target, swift: nil)
        #expect(answer.status != 0)
        let said = answer.errors.split(separator: "\n").filter { !$0.hasPrefix("make:") }
        #expect(said.count == 1, "\(answer.errors)")
        #expect(answer.errors.contains("is needed to build this, and there is no swift in PATH"))
        #expect(answer.errors.contains("https://www.swift.org/install/linux/"))
        #expect(answer.text == "")
    }

    @Test func aSwiftThatIsTooOldIsNamedWithItsVersion() async throws {
        let answer = try await make("demo", swift: "echo 'Swift version 5.10.1 (swift-5.10.1-RELEASE)'")
        #expect(answer.status != 0)
        #expect(answer.errors.contains("/swift is 5.10.1: https://www.swift.org/install/linux/"), "\(answer.errors)")
    }

    @Test func aProgramThatIsNotForOtherMachinesIsNotPackaged() async throws {
        // The tests' own build takes libraries from this machine.
        let script = RepositoryPaths.root.appending(path: "scripts/check-portable.sh").path
        let answer = try await Program(script).run([RunningProgram.exporter])
        #expect(answer.status == 1)
        #expect(answer.errors.contains("make build makes one that runs elsewhere"), "\(answer.errors)")
    }

    @Test func anAptRepositoryWithoutAKeySaysWhichOneIsMissing() async throws {
        let script = RepositoryPaths.root.appending(path: "scripts/build-apt.sh").path
        try await withTemporaryFolder { folder in
            let answer = try await Program(script, environment: ["APT_KEY": "nobody@example.org"]).run(
                [folder.appending(path: "apt").path, "package.deb"])
            #expect(answer.status == 1)
            #expect(answer.errors.contains("APT_KEY must name a secret key of GnuPG, and says \"nobody@example.org\""))
        }
    }
}
