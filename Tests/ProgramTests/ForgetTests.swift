import Foundation
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(5))) struct ForgetTests {
    private let now = ["--now", "2026-11-20T12:00:00Z"]
    private let range = ["--from", "2026-11-01", "--to", "2026-11-05"]

    /// The metering points that a running exporter shows.
    private func shown(_ url: String) async throws -> Set<String> {
        let scrape = try await Site.get(url + "/metrics?name[]=oresundskraft_metering_point_info")
        return Set(scrape.matches(of: /metering_point="(\d+)"/).map { String($0.1) })
    }

    private func configure(_ site: Site, _ numbers: String, more: String = "") throws {
        try site.configure(numbers: numbers, more: more)
        let text = try String(contentsOf: site.configuration, encoding: .utf8)
        try Data(text.replacing("subsidiary: true", with: "subsidiary: false").utf8).write(to: site.configuration)
    }

    @Test func aCustomerRemovedFromTheConfigurationIsHiddenUntilAddedAgain() async throws {
        try await Site.with { site in
            try configure(site, "[\"100001\", \"100002\"]")
            let exporter = try site.start()
            let url = try await exporter.url()
            try await Site.polled(url)
            let both = try await shown(url)
            try configure(site, "[\"100001\"]")
            exporter.signal(SIGHUP)
            try await eventually("the second customer is gone") { try await shown(url).count < both.count }
            let one = try await shown(url)
            #expect(!one.isEmpty && one.isSubset(of: both))
            _ = try await exporter.line(with: "keep_unconfigured: true")
            let page = try await Site.get(url + "/")
            #expect(both.allSatisfy { page.contains($0) == one.contains($0) })
            try configure(site, "[\"100001\"]", more: "keep_unconfigured: true")
            exporter.signal(SIGHUP)
            try await eventually("both are shown") { try await shown(url) == both }
            try await exporter.end()
        }
    }

    @Test func unconfiguredCustomersAreRemovedOnceConfirmed() async throws {
        try await Site.with(simulator: now) { site in
            try configure(site, "[\"100001\", \"100002\"]")
            #expect(try await Program(RunningProgram.exporter).run(["fetch"] + range, in: site.folder).status == 0)
            let before = try Data(contentsOf: site.store)
            try configure(site, "[\"100001\"]")
            // Configured data would come back.
            let configured = try await site.run("forget", "--customer", "0100001", "--yes")
            #expect(configured.status == 1 && configured.errors.contains("remove it from customers first"))
            let unknown = try await site.run("forget", "--customer", "100009", "--yes")
            #expect(
                unknown.status == 1
                    && unknown.errors.contains(
                        "the store knows nothing of customer number `100009`, did you mean `10000"),
                "\(unknown.errors)")
            let mistyped = try await site.run("forget", "--metering-point", "73599900000000001", "--yes")
            #expect(
                mistyped.errors.contains("nothing of metering point `73599900000000001`, did you mean `735999"),
                "\(mistyped.errors)")
            let dry = try await site.run("forget", "--unconfigured", "--dry-run")
            #expect(
                dry.status == 0 && dry.text.contains(/\d readings, from 2026-1\d-\d\d to 2026-11-0\d,/),
                "\(dry.text)\(dry.errors)")
            let asked = try await site.run("forget", "--customer", "100002")
            #expect(asked.status == 1 && asked.errors.contains("give --yes"), "\(asked.errors)")
            #expect(try Data(contentsOf: site.store).range(of: Data("100002".utf8)) != nil)
            let removed = try await site.run("forget", "--unconfigured", "--yes")
            #expect(removed.status == 0, "\(removed.errors)")
            #expect(removed.text.contains("\nRemoved. ") && removed.text.contains("{metering_point=~\"735999"))
            #expect(removed.text.contains("\n  {customer_number=~\"0*100002\"}\n"), "\(removed.text)")
            let after = try Data(contentsOf: site.store)
            #expect(after.count < before.count)
            #expect(after.range(of: Data("100002".utf8)) == nil && after.range(of: Data("100001".utf8)) != nil)
            let again = try await site.run("forget", "--unconfigured", "--yes")
            #expect(again.status == 0 && again.text.hasPrefix("None of it is stored."))
        }
    }

    /// No list names the point: its customer's number does.
    @Test func aMeteringPointThatTheNextPollWouldBringBackIsNotRemoved() async throws {
        try await Site.with(simulator: now) { site in
            let point = "735999000000000013"
            try configure(site, "[\"100001\"]")
            #expect(try await Program(RunningProgram.exporter).run(["fetch"] + range, in: site.folder).status == 0)
            for flags in [["--yes"], ["--dry-run"]] {
                let refused = try await Program(RunningProgram.exporter).run(
                    ["forget", "--metering-point", point] + flags, in: site.folder)
                #expect(
                    refused.status == 1
                        && refused.errors.contains("the configuration still asks for metering point \(point), so"),
                    "\(refused.errors)")
            }
            #expect(try Data(contentsOf: site.store).range(of: Data(point.utf8)) != nil)
            let text = try String(contentsOf: site.configuration, encoding: .utf8)
            let narrowed = text.replacing(
                "    name: main", with: "    name: main\n    metering_points: [\"735999000000000020\"]")
            try Data(narrowed.utf8).write(to: site.configuration)
            let removed = try await site.run("forget", "--metering-point", point, "--yes")
            #expect(
                removed.status == 0 && removed.text.contains("In all 1 meter, "), "\(removed.text)\(removed.errors)")
            #expect(try Data(contentsOf: site.store).range(of: Data(point.utf8)) == nil)
        }
    }

    /// A subsidiary's number is in no configuration, but its parent's group asks for it.
    @Test func aSubsidiaryThatTheNextPollWouldBringBackIsNotRemoved() async throws {
        try await Site.with(simulator: now) { site in
            #expect(try await Program(RunningProgram.exporter).run(["fetch"] + range, in: site.folder).status == 0)
            try site.configure(numbers: "[\"100001\", \"100002\"]")
            let script = """
                import sqlite3, sys
                store = sqlite3.connect(sys.argv[1])
                # Not known as configured: it came as a subsidiary's.
                store.execute("DELETE FROM configured_numbers WHERE customer_number = '100003'")
                store.commit()
                """
            #expect(try await Program.python.run(["-c", script, site.store.path]).status == 0)
            let refused = try await site.run("forget", "--customer", "100003", "--yes")
            #expect(
                refused.status == 1 && refused.errors.contains("the configuration still asks for metering point "),
                "\(refused.errors)")
        }
    }

    @Test func aTerminalIsAskedForConfirmation() async throws {
        try await Site.with(simulator: now) { site in
            try configure(site, "[\"100001\", \"100002\"]")
            #expect(try await Program(RunningProgram.exporter).run(["fetch"] + range, in: site.folder).status == 0)
            try configure(site, "[\"100001\"]")
            let script = """
                import os, pty, sys
                answer, command = sys.argv[1], sys.argv[2:]
                pid, terminal = pty.fork()
                if pid == 0: os.execv(command[0], command)
                shown = b""
                while True:
                    try: part = os.read(terminal, 4096)
                    except OSError: break
                    if not part: break
                    shown += part
                    if shown.endswith(b"[y/N] "): os.write(terminal, answer.encode() + b"\\n")
                sys.stdout.buffer.write(shown)
                sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
                """
            func forget(_ answer: String) async throws -> Program.Answer {
                try await Program.python.run(
                    ["-c", script, answer, RunningProgram.exporter, "forget", "--customer", "100002"], in: site.folder)
            }
            let no = try await forget("no")
            #expect(no.status == 1 && no.text.contains("Nothing was removed."), "\(no.text)")
            #expect(try Data(contentsOf: site.store).range(of: Data("100002".utf8)) != nil)
            let yes = try await forget("y")
            #expect(yes.status == 0 && yes.text.contains("Removed. "), "\(yes.text)")
            #expect(try Data(contentsOf: site.store).range(of: Data("100002".utf8)) == nil)
        }
    }

    @Test func readingsOfTwoAPIsDoNotMix() async throws {
        try await Site.with(simulator: now) { site in
            #expect(try await Program(RunningProgram.exporter).run(["fetch"] + range, in: site.folder).status == 0)
            try await Site.with(simulator: now) { other in
                try site.configure(api: other.api)
                let sentence = "holds readings of \(site.api), and api.url is \(other.api)"
                for command in [["serve", "--web.listen-address", "127.0.0.1:0"], ["fetch"] + range] {
                    let refused = try await Program(RunningProgram.exporter).run(command, in: site.folder)
                    #expect(refused.status == 1 && refused.errors.contains(sentence), "\(refused.errors)")
                }
                #expect(try await site.run("check-config", "--ping").errors.contains(sentence))
                #expect(try await site.run("forget", "--api-url", "--yes").status == 0)
                let exporter = try site.start()
                let url = try await exporter.url()
                // A running exporter does not change its API either.
                try site.configure()
                exporter.signal(SIGHUP)
                let line = try await exporter.line(with: "configuration not reloaded")
                #expect(line.contains("api.url is no longer \(other.api)"), "\(line)")
                try await Site.polled(url)
                try await exporter.end()
            }
        }
    }
}
