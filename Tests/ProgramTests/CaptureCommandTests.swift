import Foundation
import TestSupport
import Testing

/// `capture`, and `simulate --replay`, as programs.
@Suite(.timeLimit(.minutes(5))) struct CaptureCommandTests {
    @Test func aCaptureIsReplayed() async throws {
        try await Site.with(simulator: ["--fault", "zeros"]) { site in
            let made = try await site.run("capture", "--output", "captured", "--scale", "0.5")
            #expect(made.status == 0, "\(made.errors)")
            let folder = site.folder.appending(path: "captured")
            let readme = try String(contentsOf: folder.appending(path: "README.md"), encoding: .utf8)
            #expect(!readme.contains("100001"))
            let again = try await site.run("capture", "--output", "captured")
            #expect(again.status == 1 && again.errors.contains("it is not empty"))
            let replay = try RunningProgram(
                RunningProgram.exporter,
                ["simulate", "--listen", "127.0.0.1:0", "--replay", "captured", "--shift"], in: site.folder)
            _ = try await replay.line(with: "msg=listening")
            try await replay.end()
        }
    }

    @Test(arguments: [
        ["capture"], ["capture", "--output", "x", "--scale", "0"], ["capture", "--output", "x", "--scale", "much"],
        ["simulate", "--shift"],
    ])
    func badUsageIsAClearError(_ arguments: [String]) async throws {
        let answer = try await Program(RunningProgram.exporter).run(arguments)
        #expect(answer.status == 64, "\(answer.errors)")
    }

    @Test func aReplayOfNothingIsAClearError() async throws {
        try await withTemporaryFolder { folder in
            let answer = try await Program(RunningProgram.exporter).run(["simulate", "--replay", folder.path])
            #expect(answer.status == 1 && answer.errors.contains("there is no 0001.head"), "\(answer.errors)")
        }
    }
}
