import Foundation
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct FetchTests {
    private let now = ["--now", "2026-11-20T12:00:00Z"]

    @Test func aKilledFetchContinuesToTheSameResult() async throws {
        try await Site.with(simulator: now + ["--metering-points", "12"]) { site in
            let range = ["fetch", "--from", "2026-05-01", "--to", "2026-11-01"]
            for round in 1...3 {
                let fetch = try site.start(range)
                let before = asked(site)
                try await eventually("round \(round) has asked", within: .seconds(60)) {
                    asked(site) >= before + 2 || !fetch.process.isRunning
                }
                #expect(try await fetch.end(with: SIGKILL) == -SIGKILL)
            }
            let last = try await Program(RunningProgram.exporter).run(range, in: site.folder)
            #expect(last.status == 0 && last.errors.contains("msg=\"fetch done\""), "\(last.errors)")
            // 27 windows; at each kill up to three of them were under way.
            #expect(asked(site) < 27 + 3 * 4)
            let found = try await readings(site.store)
            try FileManager.default.removeItem(at: site.store.deletingLastPathComponent())
            let whole = try await Program(RunningProgram.exporter).run(range, in: site.folder)
            #expect(whole.status == 0)
            let expected = try await readings(site.store)
            #expect(found == expected && found.contains("|"))
        }
    }

    @Test func anInterruptedFetchEndsWith130AndSaysHowToContinue() async throws {
        try await Site.with(simulator: now + ["--fault", "429:1:after=2,retry-after=3600"]) { site in
            let fetch = try site.start(["fetch", "--from", "2026-09-01", "--to", "2026-11-01"])
            _ = try await fetch.line(with: "msg=\"request failed\"", "trying again in 3600.0 s")
            #expect(try await fetch.end(with: SIGINT) == 130)
            #expect(fetch.errors.contains("msg=\"interrupted; the same command continues where it stopped\""))
            // The store was closed: what was in its log is in the file.
            let log = try? FileManager.default.attributesOfItem(atPath: site.store.path + "-wal")
            #expect((log?[.size] as? Int ?? 0) == 0)
        }
    }

    @Test func faultsThatPassAreWaitedOut() async throws {
        let faults = ["--fault", "429:1:first=1,retry-after=1", "--fault", "500:1:first=1,after=3"]
        try await Site.with(simulator: now + faults) { site in
            let fetch = try await site.run("fetch", "--from", "2026-09-01", "--to", "2026-11-01")
            #expect(fetch.status == 0, "\(fetch.errors)")
            #expect(fetch.errors.contains("HTTP 429") && fetch.errors.contains("HTTP 500"), "\(fetch.errors)")
            let summary = try #require(fetch.errors.split(separator: "\n").last)
            #expect(summary.contains("msg=\"fetch done\"") && summary.contains("requests=12 "), "\(summary)")
            let again = try await site.run("fetch", "--from", "2026-09-01", "--to", "2026-11-01")
            #expect(again.errors.contains("msg=\"nothing to fetch: everything was fetched before\""))
        }
    }

    @Test func windowsThatFailForGoodAreListed() async throws {
        try await Site.with(simulator: now + ["--fault", "redirect:1:first=1"]) { site in
            let fetch = try await site.run("fetch", "--from", "2026-10-01", "--to", "2026-11-01")
            #expect(fetch.status == 1)
            let failed = fetch.errors.split(separator: "\n").filter { $0.contains("msg=\"window not fetched\"") }
            #expect(failed.count == 1 && failed.allSatisfy { $0.contains("HTTP 302") }, "\(fetch.errors)")
            #expect(fetch.errors.contains("failed_windows=1"))
            let again = try await site.run("fetch", "--from", "2026-10-01", "--to", "2026-11-01")
            #expect(again.status == 0 && again.errors.contains("requests=1 "), "\(again.errors)")
        }
    }

    @Test func aRefusedKeyStopsIt() async throws {
        try await Site.with(simulator: now) { site in
            try site.configure(key: "wrong-\(Site.key)")
            let fetch = try await site.run("fetch", "--from", "2026-01-01", "--to", "2026-11-01")
            #expect(fetch.status == 1)
            #expect(fetch.errors.contains("the API refused the subscription key (HTTP 401)"), "\(fetch.errors)")
            #expect(!fetch.errors.contains(Site.key))
            #expect(asked(site) <= 2)
        }
    }

    @Test func aNumberWithoutReadingsIsNamedAndAGroupWithoutAnyFails() async throws {
        try await Site.with(simulator: now) { site in
            try site.configure(numbers: "[\"100001\", \"999999\"]")
            // The others of the simulator are no subsidiaries of these.
            let text = try String(contentsOf: site.configuration, encoding: .utf8)
            try Data(text.replacing("subsidiary: true", with: "subsidiary: false").utf8).write(to: site.configuration)
            let fetch = try await site.run("fetch", "--from", "2026-10-01", "--to", "2026-10-03")
            #expect(fetch.status == 0)
            #expect(
                fetch.errors.contains("the API returned nothing for what the configuration names")
                    && fetch.errors.contains("customer_number=999999"), "\(fetch.errors)")
            try FileManager.default.removeItem(at: site.store.deletingLastPathComponent())
            try site.configure(numbers: "[\"999999\"]")
            let nothing = try await site.run("fetch", "--from", "2026-10-01", "--to", "2026-10-03")
            #expect(nothing.status == 1)
            #expect(
                nothing.errors.contains("msg=\"fetch returned nothing for a whole customer group\""),
                "\(nothing.errors)")
        }
    }

    @Test func besideARunningServeItSaysWhatToDo() async throws {
        try await Site.with { site in
            let exporter = try site.start()
            _ = try await exporter.url()
            let fetch = try await site.run("fetch", "--from", "2026-01-01", "--to", "2026-02-01")
            #expect(fetch.status == 1)
            #expect(
                fetch.errors.contains("is in use by process \(exporter.process.processIdentifier)"), "\(fetch.errors)")
            #expect(fetch.errors.contains("Stop the other one"))
            try await exporter.end()
        }
    }

    @Test func timeBeyondTheRetentionOrInTheFutureIsRefused() async throws {
        try await Site.with { site in
            try site.configure(more: "storage: {retention: 100d}")
            let old = try await site.run("fetch", "--from", "2020-01-01", "--to", "2020-02-01")
            #expect(old.status == 1 && old.errors.contains("storage.retention (100d) keeps"), "\(old.errors)")
            let future = try await site.run("fetch", "--from", "2400-01-01", "--to", "2400-02-01")
            #expect(future.status == 64 && future.errors.contains("--from is in the future"), "\(future.errors)")
            let day = Date().addingTimeInterval(-3 * 86_400).formatted(.iso8601.year().month().day())
            let open = try await site.run("fetch", "--from", day, "--to", "2400-02-01")
            #expect(open.status == 0 && open.errors.contains("--to is in the future"), "\(open.errors)")
            #expect(asked(site) == 1)
        }
    }

    @Test func aTerminalShowsABarThatFitsIt() async throws {
        try await Site.with(simulator: now + ["--fault", "slow:1:delay=300ms"]) { site in
            let script = """
                import fcntl, os, pty, struct, sys, termios
                pid, terminal = pty.fork()
                if pid == 0:
                    os.environ["TERM"] = "xterm"
                    fcntl.ioctl(2, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 72, 0, 0))
                    os.execv(sys.argv[1], sys.argv[1:])
                shown = b""
                while True:
                    try: part = os.read(terminal, 4096)
                    except OSError: break
                    if not part: break
                    shown += part
                sys.stdout.buffer.write(shown)
                sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
                """
            let answer = try await Program.python.run(
                ["-c", script, RunningProgram.exporter, "fetch", "--from", "2026-09-01", "--to", "2026-11-01"],
                in: site.folder)
            #expect(answer.status == 0, "\(answer.text)\(answer.errors)")
            let bars = answer.text.matches(of: /\r\u{1B}\[K(\[[#-]+\] [^\r\n]*)/).map { String($0.1) }
            #expect(bars.count > 2, "\(answer.text)")
            #expect(bars.allSatisfy { $0.count < 72 })
            #expect(bars.contains { $0.contains("/s") && $0.contains(" left") })
            #expect(bars.last?.contains("100%") == true)
            // The bar ends its line before the summary begins.
            let text = answer.text.replacing("\r\n", with: "\n")
            #expect(text.firstMatch(of: /100%[^\n]*\n(?:ts=[^\n]*\n)*ts=[^\n]*msg="fetch done"/) != nil, "\(text)")
        }
    }

    /// Requests to the simulator for time series.
    private func asked(_ site: Site) -> Int {
        site.simulator.errors.split(separator: "\n").count { $0.contains("/api/Consumption/TimeSeries") }
    }

    /// All readings of a store, as one text.
    private func readings(_ store: URL) async throws -> String {
        let script = """
            import sqlite3, sys
            rows = sqlite3.connect(sys.argv[1]).execute('''SELECT metering_point, microproduction, unit, start, "end",
                value, text FROM readings JOIN series ON series.id = series JOIN meters ON meters.id = meter
                JOIN statuses ON statuses.id = status ORDER BY 1, 2, 3, 4''')
            for row in rows: print('|'.join(map(str, row)))
            """
        return try await Program.python.run(["-c", script, store.path]).text
    }
}
