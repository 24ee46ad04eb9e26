import Foundation
import TestSupport
import Testing

/// `healthcheck` asks the running exporter on its socket, where no web setting matters.
@Suite(.timeLimit(.minutes(5))) struct HealthcheckTests {
    private func check(_ site: Site, _ arguments: String...) async throws -> Program.Answer {
        try await Program(RunningProgram.exporter).run(["healthcheck"] + arguments, in: site.folder)
    }

    @Test func aRunningExporterIsHealthyWhereverItListens() async throws {
        try await Site.with { site in
            let exporter = try site.start([
                "serve", "--web.listen-address", "127.0.0.1:0", "--web.route-prefix", "/energy",
            ])
            _ = try await exporter.url()
            let socket = site.store.path + ".sock"
            let mode = try FileManager.default.attributesOfItem(atPath: socket)[.posixPermissions] as? Int
            #expect(mode == 0o600)
            let answer = try await check(site)
            #expect(answer.status == 0, "\(answer.errors)")
            // The exporter goes on with the older configuration.
            try site.configure(more: "no_such_key: 1")
            #expect(try await check(site).status == 0)

            #expect(try await exporter.end() == 0)
            #expect(!FileManager.default.fileExists(atPath: socket))
            let gone = try await check(site)
            #expect(gone.status == 1)
            #expect(gone.errors.hasPrefix("not healthy: nothing answers at \(socket), which `serve` opens: "))
        }
    }

    @Test func theSocketOfAKilledExporterIsReplaced() async throws {
        try await Site.with { site in
            let first = try site.start()
            _ = try await first.url()
            try await first.end(with: SIGKILL)
            #expect(FileManager.default.fileExists(atPath: site.store.path + ".sock"))
            #expect(try await check(site).status == 1)
            let second = try site.start()
            _ = try await second.url()
            #expect(try await check(site).status == 0)
            try await second.end()
        }
    }

    @Test func anAddressCanBeAskedInstead() async throws {
        try await Site.with { site in
            let exporter = try site.start()
            let url = try await exporter.url()
            #expect(try await check(site, "--url", url + "/-/healthy").status == 0)
            #expect(try await check(site, "--url", url + "/nowhere").status == 1)
            try await exporter.end()
        }
    }

    @Test func aStoreWhosePathIsTooLongForASocketIsServedWithAWarning() async throws {
        try await Site.with { site in
            try site.configure(more: "storage: {path: \(String(repeating: "long", count: 25)).sqlite}")
            let exporter = try site.start()
            _ = try await exporter.url()
            _ = try await exporter.line(with: "level=warn", "healthcheck can only ask with --url")
            try await exporter.end()
        }
    }
}
