import Foundation
import TestSupport
import Testing

/// The program with another libcurl than it was compiled with: the oldest that works, and an older one.
@Suite(.timeLimit(.minutes(5))) struct OldLibraryTests {
    /// The environment in which libcurl is of another version.
    private func libcurl(_ version: String, in folder: URL) async throws -> [String: String] {
        let library = folder.appending(path: "old_libcurl.so").path
        let source = RepositoryPaths.fixtures.appending(path: "peers/old_libcurl.c").path
        let answer = try await Program("clang").run(["-shared", "-fPIC", "-o", library, source])
        #expect(answer.status == 0, "\(answer.errors)")
        return ["LD_PRELOAD": library, "OLD_LIBCURL": version]
    }

    @Test(arguments: ["7.76.1", "7.81.0"]) func optionsThatAnOldLibcurlLacksAreLeftOut(version: String) async throws {
        try await withTemporaryFolder { folder in
            let environment = try await libcurl(version, in: folder)
            let program = try RunningProgram(
                RunningProgram.exporter, ["demo", "--web.listen-address", "127.0.0.1:0"], in: folder,
                environment: environment)
            let line = try await program.line(with: "poll", "endpoint=timeseries")
            #expect(line.contains("poll done"), "\(line)")
            #expect(try await program.end() == 0)
        }
    }

    @Test func aLibcurlThatIsTooOldIsNamedAtStart() async throws {
        try await withTemporaryFolder { folder in
            let environment = try await libcurl("7.74.0", in: folder)
            let program = try RunningProgram(
                RunningProgram.exporter, ["demo", "--web.listen-address", "127.0.0.1:0"], in: folder,
                environment: environment)
            #expect(try await program.status() == 1)
            let errors = program.errors
            #expect(errors.contains("this machine's libcurl is 7.74.0, but 7.76 or newer is needed"))
        }
    }
}
