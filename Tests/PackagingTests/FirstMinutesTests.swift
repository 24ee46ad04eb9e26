import Foundation
import TestSupport
import Testing

/// Messages of `make` and the packages' scripts on a machine that lacks something: one sentence, with the remedy.
@Suite(.timeLimit(.minutes(5))) struct FirstMinutesTests {
    /// Runs a target of the Makefile with these programs replaced by scripts of these lines, and without another `swift`.
    private func make(_ target: String, _ programs: [String: String] = [:]) async throws -> Program.Answer {
        try await withTemporaryFolder { folder in
            for (name, line) in programs {
                let file = folder.appending(path: name)
                try Data("#!/bin/sh\n\(line)\n".utf8).write(to: file)
                try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path)
            }
            // `make test` runs the tests, and a `make` below another one says more than one that a user starts.
            let environment = ["PATH": "\(folder.path):/usr/bin:/bin", "MAKELEVEL": "0", "MAKEFLAGS": ""]
            return try await Program("make", environment: environment).run([target], in: RepositoryPaths.root)
        }
    }

    @Test(arguments: ["setup", "demo", "test", "build"])
    func withoutSwiftOneSentenceSaysWhereToGetIt(target: String) async throws {
        let answer = try await make(target)
        #expect(answer.status != 0)
        let said = answer.errors.split(separator: "\n").filter { !$0.hasPrefix("make:") }
        #expect(said.count == 1, "\(answer.errors)")
        #expect(answer.errors.contains("is needed to build this, and there is no swift in PATH"))
        #expect(answer.errors.contains("https://www.swift.org/install/linux/"))
        #expect(answer.text == "")
    }

    @Test func aSwiftThatIsTooOldIsNamedWithItsVersion() async throws {
        let answer = try await make("demo", ["swift": "echo 'Swift version 5.10.1 (swift-5.10.1-RELEASE)'"])
        #expect(answer.status != 0)
        #expect(answer.errors.contains("/swift is 5.10.1: https://www.swift.org/install/linux/"), "\(answer.errors)")
    }

    @Test func aBuildNamesWhatIsMissingAndInstallsNothing() async throws {
        let answer = try await make(
            "build",
            [
                "swift": "echo 'Swift version 99.0'", "dpkg-query": "exit 1", "apt-get": "echo installed",
                "sudo": "echo installed",
            ])
        #expect(answer.status != 0)
        #expect(answer.errors.contains("libsimdjson-dev"), "\(answer.errors)")
        #expect(answer.errors.contains("Run make setup, which installs them."), "\(answer.errors)")
        #expect(answer.text == "")
    }

    @Test func aProgramForThisMachineOnlyIsNotPackaged() async throws {
        // The tests' own build takes libraries from this machine.
        let script = RepositoryPaths.root.appending(path: "scripts/check-portable.sh").path
        let answer = try await Program(script).run([RunningProgram.exporter])
        #expect(answer.status == 1)
        #expect(answer.errors.contains("use the program that make build makes"), "\(answer.errors)")
    }

    @Test func anAptRepositoryWithoutAKeySaysWhichOneIsMissing() async throws {
        let script = RepositoryPaths.root.appending(path: "scripts/build-apt.sh").path
        try await withTemporaryFolder { folder in
            let answer = try await Program(script, environment: ["APT_KEY": "nobody@example.org"]).run(
                [folder.appending(path: "apt").path, "package.deb"])
            #expect(answer.status == 1)
            #expect(answer.errors.contains("APT_KEY must name a secret key of GnuPG, but is \"nobody@example.org\""))
        }
    }
}
