import Foundation
import TestSupport
import Testing

/// Mistakes on the command line: exit status 64, what is wrong, and the usage of the command that was meant.
@Suite(.timeLimit(.minutes(5))) struct UsageTests {
    private func run(_ arguments: [String]) async throws -> Program.Answer {
        try await withTemporaryFolder { try await Program(RunningProgram.exporter).run(arguments, in: $0) }
    }

    /// Expects an error, then the usage of a command.
    private func expect(_ answer: Program.Answer, _ error: String, of command: String) {
        #expect(answer.status == 64)
        #expect(answer.text == "")
        #expect(
            answer.errors.hasPrefix("Error: \(error)\nUsage: oresundskraft-exporter \(command) "), "\(answer.errors)")
        #expect(answer.errors.hasSuffix("\n  See 'oresundskraft-exporter \(command) --help' for more information.\n"))
    }

    @Test(arguments: [
        (["export", "--frm", "2026-01-01"], "--frm", "--from"),
        (["fetch", "--frm=2026-01-01"], "--frm", "--from"),
        (["resend", "--form", "2026-01-01"], "--form", "--from"),
        (
            ["missing", "--from", "2026-01-01", "--metering_points", "735999000000000015"], "--metering_points",
            "--metering-point"
        ),
        (["backup", "--config", "x.yml"], "--config", "--config.file"),
        (["forget", "--custmer", "100001"], "--custmer", "--customer"),
        (["capture", "--ouput", "folder"], "--ouput", "--output"),
        (["serve", "--web.listen-adress", "127.0.0.1:0"], "--web.listen-adress", "--web.listen-address"),
        (["simulate", "-listen", "127.0.0.1:0"], "-listen", "--listen"),
        (["demo", "--listen-address", "127.0.0.1:0"], "--listen-address", "--web.listen-address"),
        (["healthcheck", "--uri", "nonsense"], "--uri", "--url"),
        (["check-config", "--level=debug"], "--level", "--log.level"),
    ])
    func anUnknownFlagIsNamedBeforeMissingOnes(arguments: [String], written: String, meant: String) async throws {
        let command = try #require(arguments.first)
        expect(
            try await run(arguments), "`\(command)` has no flag `\(written)`, did you mean `\(meant)`?", of: command)
    }

    @Test func aValueThatBeginsLikeAFlagIsAMissingValue() async throws {
        let answer = try await run(["simulate", "--key", "-secret"])
        #expect(answer.status == 64 && answer.errors.hasPrefix("Error: Missing value for '--key <key>'\n"))
    }

    @Test(arguments: [["version", "--json"], ["demo", "--config.file", "x.yml"], ["capture", "-x"]])
    func aFlagThatIsLikeNoOtherIsNamedAlone(arguments: [String]) async throws {
        let answer = try await run(arguments)
        #expect(answer.status == 64)
        #expect(
            answer.errors.hasPrefix("Error: `\(arguments[0])` has no flag `\(arguments[1])`\n"), "\(answer.errors)")
    }

    @Test func withoutACommandTheFlagsAreThoseOfServe() async throws {
        expect(
            try await run(["--web.listen", "127.0.0.1:0", "--colour"]),
            "`serve` has no flag `--web.listen`, did you mean `--web.listen-address`?", of: "serve")
    }

    /// The value may be a secret.
    @Test func theValueOfAnUnknownFlagIsNotRepeated() async throws {
        let answer = try await run(["simulate", "--kye=\(Site.key)"])
        expect(answer, "`simulate` has no flag `--kye`, did you mean `--key`?", of: "simulate")
        #expect(!answer.errors.contains(Site.key))
    }

    @Test(arguments: [
        ["--config.file", "x.yml", "export", "--from", "2026-01-01"], ["--log.level=debug", "export"],
    ])
    func aCommandBehindItsFlagsIsToldToComeFirst(arguments: [String]) async throws {
        expect(try await run(arguments), "the command comes first, and its flags after it", of: "export")
    }

    @Test func aFileThatIsNamedAsACommandIsNotTakenForOne() async throws {
        let answer = try await run(["--config.file", "export"])
        #expect(answer.status == 1 && answer.errors.contains("export: there is no such file"), "\(answer.errors)")
    }

    @Test func aMissingFileIsToldWithTheFlagThatNamesIt() async throws {
        try await withTemporaryFolder { folder in
            try Data("api: {subscription_key: k}\ncustomers: [{numbers: [\"100001\"]}]\n".utf8).write(
                to: folder.appending(path: "oresundskraft.yml"))
            for flag in ["--config.file", "--web.config.file"] {
                let answer = try await Program(RunningProgram.exporter).run(
                    ["check-config", flag, "nowhere.yml"], in: folder)
                #expect(answer.status == 1)
                let other = flag == "--config.file" ? "--web.config.file" : "--config.file"
                #expect(
                    answer.errors.contains("nowhere.yml: there is no such file") && answer.errors.contains(" \(flag)")
                        && !answer.errors.contains(" \(other)"), "\(answer.errors)")
            }
        }
    }

    @Test(arguments: [
        (["fetch", "--from", "2999-01-01"], "--from is in the future"),
        (["resend", "--from", "2999-01-01"], "--from is in the future"),
        (["export", "--from", "2026-02-01", "--to", "2026-01-01"], "--from must be before --to"),
        (["missing", "--from", "2026-02-01", "--to", "2026-02-01"], "--from must be before --to"),
        (
            ["export", "--from", "2026-01-01", "--format", "csv", "--receiver", "prometheus"],
            "--receiver: it goes with --format openmetrics alone"
        ),
        (["healthcheck", "--web.config.file", "web.yml"], "--web.config.file: give --url too"),
        (["capture", "--output", "folder", "--scale", "0"], "--scale: give a number above 0, such as 0.73"),
        (["simulate", "--metering-points", "1000001"], "--metering-points: give 1 to 1000000"),
        (
            ["simulate", "--now", "noon"],
            "cannot read the time \"noon\": give for example 2026-10-01T12:00:00Z"
        ),
        (
            ["simulate", "--listen", "here"],
            "cannot listen on \"here\": it is not ADDRESS:PORT; give for example 127.0.0.1:8180, [::1]:8180 or :8180"
        ),
        (
            ["simulate", "--replay", "folder", "--seed", "2"],
            "--replay answers with what was captured: leave out --metering-points, --resolution, --delay, --seed and --peak"
        ),
        // The first would not be removed, and nobody would notice.
        (["forget", "--customer", "100001", "--customer=100002", "--yes"], "`--customer` is given twice"),
        (["export", "--from", "2026-01-01", "--output", "a", "--output", "b"], "`--output` is given twice"),
    ])
    func flagsThatContradictEachOtherGetTheUsageOfTheirCommand(arguments: [String], error: String) async throws {
        try await withTemporaryFolder { folder in
            try Data("api: {subscription_key: \(Site.key)}\ncustomers: [{numbers: [\"100001\"]}]\n".utf8).write(
                to: folder.appending(path: "oresundskraft.yml"))
            chmod(folder.appending(path: "oresundskraft.yml").path, 0o600)
            let answer = try await Program(RunningProgram.exporter).run(arguments, in: folder)
            expect(answer, error, of: try #require(arguments.first))
        }
    }
}
