import Foundation
import TestSupport
import Testing

/// Failures to start: exit status 1, and a line that says what to do.
@Suite(.timeLimit(.minutes(5))) struct StartFailureTests {
    @Test func aConfigurationWithFaultsListsThemAll() async throws {
        try await Site.with { site in
            try Data("customer: []\ntime_zone: Mars/Olympus\n".utf8).write(to: site.configuration)
            let exporter = try site.start()
            #expect(try await exporter.status() == 1)
            #expect(exporter.errors.contains("oresundskraft.yml:1:1"))
            #expect(exporter.errors.contains("did you mean `customers`?"))
            #expect(exporter.errors.contains("time_zone"))
        }
    }

    @Test func aMissingConfigurationIsNamed() async throws {
        try await withTemporaryFolder { folder in
            let exporter = try RunningProgram(RunningProgram.exporter, ["--config.file", "nowhere.yml"], in: folder)
            #expect(try await exporter.status() == 1)
            #expect(
                exporter.errors.contains("nowhere.yml: there is no such file in `\(folder.path)`"), "\(exporter.errors)"
            )
            #expect(exporter.errors.contains("--config.file") && exporter.errors.contains("demo"))
        }
    }

    @Test func aPortInUseIsNamed() async throws {
        try await Site.with { site in
            let port = site.api.matches(of: /:(\d+)/).first.map { String($0.1) } ?? ""
            let exporter = try site.start(["serve", "--web.listen-address", "127.0.0.1:\(port)"])
            #expect(try await exporter.status() == 1)
            #expect(exporter.errors.contains("127.0.0.1:\(port)"), "\(exporter.errors)")
            #expect(exporter.errors.contains("in use"), "\(exporter.errors)")
            for (command, flag) in [("simulate", "--listen"), ("demo", "--web.listen-address")] {
                let second = try site.start([command, flag, "127.0.0.1:\(port)"])
                #expect(try await second.status() == 1)
                #expect(
                    second.errors.contains("in use") && second.errors.contains(flag), "\(second.errors)")
            }
        }
    }

    @Test(arguments: [("serv", "serve"), ("check_config", "check-config"), ("exprot", "export")])
    func aMistypedCommandGetsASuggestion(word: String, meant: String) async throws {
        let answer = try await Program(RunningProgram.exporter).run([word])
        #expect(answer.status == 64)
        #expect(
            answer.errors.hasPrefix("Error: there is no command `\(word)`, did you mean `\(meant)`?\n"),
            "\(answer.errors)")
    }

    @Test func withoutProcCommandsAreNotConfused() async throws {
        try await withTemporaryFolder { folder in
            let answer = try await Program("unshare").run(
                Namespace.arguments("mount -t tmpfs tmpfs /proc", ["version"]), in: folder)
            #expect(answer.status == 1 && answer.text == "", "\(answer.text)")
            #expect(answer.errors.hasPrefix("Error: /proc/self/cmdline cannot be read"), "\(answer.errors)")
        }
    }

    @Test func aStoreInUseIsNamed() async throws {
        try await Site.with { site in
            let first = try site.start()
            _ = try await first.url()
            let second = try site.start()
            #expect(try await second.status() == 1)
            #expect(
                second.errors.contains("is in use by process \(first.process.processIdentifier)"), "\(second.errors)")
            try await first.end()
        }
    }

    @Test(arguments: [
        ["serve", "--web.listen-address", "nonsense"], ["serve", "--web.telemetry-path", "metrics"],
        ["serve", "--log.level", "loud"], ["serve", "--unknown"], ["unknown"], ["simulate", "--delay", "soon"],
        ["help", "exprt"], ["healthcheck", "--url", "nonsense"], ["simulate", "--metering-points", "0"],
        ["demo", "--metering-points", "0"],
        ["demo", "--metering-points", "1001"],
    ])
    func wrongUsageHasItsOwnStatus(arguments: [String]) async throws {
        try await withTemporaryFolder { folder in
            let exporter = try RunningProgram(RunningProgram.exporter, arguments, in: folder)
            #expect(try await exporter.status() == 64)
            #expect(exporter.errors.contains("Error: "), "\(exporter.errors)")
        }
    }

    @Test(arguments: ["meltdown", "429:2", "500:1:first=x"])
    func anUnknownFaultIsNamed(fault: String) async throws {
        try await withTemporaryFolder { folder in
            let simulator = try RunningProgram(
                RunningProgram.exporter, ["simulate", "--listen", "127.0.0.1:0", "--fault", fault], in: folder)
            #expect(try await simulator.status() == 64)
            #expect(simulator.errors.contains(fault), "\(simulator.errors)")
        }
    }
}
