import Foundation
import TestSupport
import Testing

/// Readings are pushed to a real Prometheus and a real VictoriaMetrics, which afterwards hold exactly the stored ones.
@Suite(.timeLimit(.minutes(15))) struct RemoteWriteTests {
    /// 30 days of quarter values of 50 metering points, late and with gaps, with the end of summer time in them.
    private static let from = "2026-10-05"
    private static let to = "2026-11-04"

    /// The customers of those metering points.
    private static let numbers = "[\((100_001...100_013).map { "\"\($0)\"" }.joined(separator: ", "))]"

    private func with(_ now: String, _ body: (Site) async throws -> Void) async throws {
        try await Site.with(simulator: ["--metering-points", "50", "--now", now], body)
    }

    /// Writes a configuration that pushes and does not poll.
    private func push(_ site: Site, to urls: [(name: String, url: String)], batch: Int = 2000, api: String? = nil)
        throws
    {
        let receivers = urls.map {
            "{name: \($0.name), url: \"\($0.url)\", since: 36000d, batch: \(batch), timeout: 2s, external_labels: {site: test}}"
        }
        try site.configure(
            api: api, numbers: RemoteWriteTests.numbers,
            more: """
                time_series: {enabled: false}
                invoiced: {enabled: false}
                remote_write: [\(receivers.joined(separator: ", "))]
                """)
    }

    private func fetch(_ site: Site, _ more: String...) async throws {
        let answer = try await Program(RunningProgram.exporter).run(
            ["fetch", "--from", RemoteWriteTests.from, "--to", RemoteWriteTests.to] + more, in: site.folder)
        #expect(answer.status == 0, "\(answer.errors)")
    }

    /// A metric of the exporter with the label `name`.
    private func metric(_ name: String, of receiver: String, _ exporter: String) async throws -> Double? {
        let text = try await Site.get(exporter + "/metrics?name[]=oresundskraft_remote_write_\(name)")
        return text.split(separator: "\n").first {
            $0.hasPrefix("oresundskraft") && $0.contains("name=\"\(receiver)\"")
        }
        .flatMap { $0.split(separator: " ").last }.flatMap { Double($0) }
    }

    /// Waits until everything is delivered: every stored sample has been accepted or refused.
    private func delivered(_ exporter: RunningProgram, to receivers: [String]) async throws {
        let url = try await exporter.url()
        for receiver in receivers {
            try await eventually("\(receiver) has got everything", within: .seconds(400)) {
                guard exporter.process.isRunning else { throw RunningProgram.Failure(description: exporter.errors) }
                // The cursor reaches the clock when the history before it is through.
                guard try await metric("up", of: receiver, url) == 1 else { return false }
                return try await metric("pending_samples", of: receiver, url) == 0
            }
        }
    }

    @Test(arguments: Receiver.Kind.allCases)
    func theReceiverHoldsExactlyWhatIsStoredEvenAfterCorrections(_ kind: Receiver.Kind) async throws {
        try await with("2026-11-05T12:00:00Z") { site in
            let receiver = try Receiver(kind, in: site)
            try await receiver.start()
            try push(site, to: [("r", receiver.writeURL)])
            try await fetch(site)
            var exporter = try site.start()
            try await delivered(exporter, to: ["r"])
            try await exporter.end()
            let plain = try await receiver.compare(with: site.store)
            #expect((plain["oresundskraft_reading"]?.samples ?? 0) > 150_000, "\(plain)")
            #expect((plain["oresundskraft_reading_power_watts"]?.samples ?? 0) > 150_000)
            #expect(plain.values.allSatisfy { $0.kept == 0 })
            // Two weeks later the utility has filled gaps and corrected estimates.
            let before = site.folder.appending(path: "before.sqlite")
            try FileManager.default.copyItem(at: site.store, to: before)
            try await with("2026-11-19T12:00:00Z") { later in
                try push(site, to: [("r", receiver.writeURL)], api: later.api)
                #expect(try await site.run("forget", "--api-url", "--yes").status == 0)
                try await fetch(site, "--again")
                exporter = try site.start()
                try await delivered(exporter, to: ["r"])
                let url = try await exporter.url()
                #expect((try await metric("samples_total", of: "r", url) ?? 0) > 100)
                try await exporter.end()
            }
            let corrected = try await receiver.compare(with: site.store, before: before)
            #expect((corrected["oresundskraft_reading"]?.samples ?? 0) > (plain["oresundskraft_reading"]?.samples ?? 0))
            #expect(
                kind == .victoria || (corrected["oresundskraft_reading"]?.kept ?? 0) > 0,
                "nothing was corrected: \(corrected)")
            try await receiver.stop()
        }
    }

    @Test func resendPushesAgainFromADate() async throws {
        try await with("2026-11-05T12:00:00Z") { site in
            let receiver = try Receiver(.prometheus, in: site)
            try await receiver.start()
            try push(site, to: [("r", receiver.writeURL)])
            func resend(_ arguments: String...) async throws -> Program.Answer {
                try await Program(RunningProgram.exporter).run(["resend"] + arguments, in: site.folder)
            }
            try await fetch(site)
            #expect(try await resend("--from", "2026-10-20").errors.contains("nothing was pushed yet"))
            var exporter = try site.start()
            try await delivered(exporter, to: ["r"])
            let all = try await metric("samples_total", of: "r", try await exporter.url()) ?? 0
            let inUse = try await resend("--from", "2026-10-20")
            #expect(inUse.status == 1 && inUse.errors.contains("is in use by process"), "\(inUse.errors)")
            try await exporter.end()
            let unknown = try await resend("--from", "2026-10-20", "--receiver", "x")
            #expect(unknown.status == 1 && unknown.errors.contains("remote_write names no receiver `x`"))
            let future = try await resend("--from", "2400-10-20")
            #expect(future.status == 64 && future.errors.contains("--from is in the future"), "\(future.errors)")
            let moved = try await resend("--from", "2026-10-20", "--receiver", "r")
            #expect(moved.status == 0 && moved.errors.contains("from=2026-10-19T22:00:00.000Z"), "\(moved.errors)")
            exporter = try site.start()
            try await delivered(exporter, to: ["r"])
            let again = try await metric("samples_total", of: "r", try await exporter.url()) ?? 0
            // Half of the days.
            #expect(again > all * 0.45 && again < all * 0.55)
            try await exporter.end()
            #expect(try await receiver.compare(with: site.store)["oresundskraft_reading"]?.kept == 0)
            try await receiver.stop()
        }
    }

    @Test func exportWritesUndeliveredSamplesWithTheReceiversLabels() async throws {
        try await with("2026-11-05T12:00:00Z") { site in
            let receiver = try Receiver(.prometheus, in: site)
            try await receiver.start()
            try site.configure(
                numbers: RemoteWriteTests.numbers,
                more: """
                    time_series: {enabled: false}
                    invoiced: {enabled: false}
                    remote_write: [{name: r, url: "\(receiver.writeURL)", since: 10d, external_labels: {site: test}}]
                    """)
            try await fetch(site)
            let exporter = try site.start()
            try await delivered(exporter, to: ["r"])
            let pushed = try await metric("samples_total", of: "r", try await exporter.url()) ?? 0
            try await exporter.end()
            func export(_ more: String...) async throws -> (lines: Int, answer: Program.Answer) {
                let answer = try await Program(RunningProgram.exporter).run(
                    ["export", "--from", "2026-10-01", "--to", "2026-12-01"] + more, in: site.folder)
                return (answer.text.split(separator: "\n").count { !$0.hasPrefix("#") }, answer)
            }
            let rest = try await export("--receiver", "r")
            #expect(rest.answer.text.contains(",site=\"test\"} "), "\(rest.answer.errors)")
            #expect(rest.answer.errors.contains("from which the receiver gets pushes"), "\(rest.answer.errors)")
            // Each sample is in one of the two, and none in both.
            let all = try await export().lines
            #expect(rest.lines > 0 && pushed > 0 && rest.lines + Int(pushed) == all)
            let unknown = try await export("--receiver", "x").answer
            #expect(unknown.status == 1 && unknown.errors.contains("names no receiver `x`"), "\(unknown.errors)")
            let table = try await export("--receiver", "r", "--format", "csv").answer
            #expect(table.status != 0 && table.errors.contains("--format openmetrics"), "\(table.errors)")
            try await receiver.stop()
        }
    }

    /// At the pauses of a running exporter.
    @Test func aSampleThatFailsAReceiverStaysSetAsideAfterAKill() async throws {
        try await with("2026-11-05T12:00:00Z") { site in
            let script = RepositoryPaths.fixtures.appending(path: "peers/receiver.py").path
            let receiver = try RunningProgram(Program.pythonPath, [script], in: site.folder)
            try await eventually("the receiver listens") { receiver.output.hasSuffix("\n") }
            let url = "http://127.0.0.1:\(receiver.output.trimmingCharacters(in: .whitespacesAndNewlines))"
            func answer(_ answers: String) async throws {
                _ = try await Site.curl(url + "/script", "--data", "[\(answers)]")
            }
            // A reading is given this value below, which no other has.
            try await answer(
                """
                {"status": 204, "take": true, "forever": true, "poison": [987654321.0], "status_if_poisoned": 503,
                 "body_if_poisoned": "no quorum"}
                """)
            try push(site, to: [("r", url + "/write")])
            try await fetch(site)
            let series = "SELECT series FROM readings ORDER BY series LIMIT 1"
            try await Self.sqlite(
                site.store,
                """
                UPDATE readings SET value = 987654321 WHERE series = (\(series)) AND start =
                    (SELECT max(start) FROM readings WHERE series = (\(series)))
                """)
            var exporter = try site.start()
            try await delivered(exporter, to: ["r"])
            let taken = try await metric("samples_total", of: "r", try await exporter.url()) ?? 0
            #expect(taken > 300_000)
            #expect(try await metric("set_aside_samples", of: "r", try await exporter.url()) == 1)
            #expect(try await Site.get(try await exporter.url() + "/").contains("the receiver fails at each one alone"))
            try await exporter.end(with: SIGKILL)
            exporter = try site.start()
            try await eventually("the sample is found again") {
                try await metric("set_aside_samples", of: "r", try await exporter.url()) == 1
            }
            try await exporter.end()
            // A resend is tried at once.
            try await answer("")
            let moved = try await Program(RunningProgram.exporter).run(
                ["resend", "--from", "2026-11-01"], in: site.folder)
            #expect(moved.status == 0, "\(moved.errors)")
            exporter = try site.start()
            try await eventually("the sample is taken") {
                try await metric("set_aside_samples", of: "r", try await exporter.url()) == 0
            }
            try await delivered(exporter, to: ["r"])
            try await exporter.end()
            #expect(try await Site.get(url + "/state").contains("\"value\": 987654321.0"))
            try await receiver.end(with: SIGKILL)
        }
    }

    private static func sqlite(_ store: URL, _ statement: String) async throws {
        let script =
            "import sqlite3, sys; base = sqlite3.connect(sys.argv[1]); base.execute(sys.argv[2]); base.commit()"
        let answer = try await Program.python.run(["-c", script, store.path, statement])
        guard answer.status == 0 else { throw RunningProgram.Failure(description: answer.errors) }
    }

    @Test func nothingIsLostWhenTheExporterIsKilled() async throws {
        try await with("2026-11-05T12:00:00Z") { site in
            let receivers = try Receiver.Kind.allCases.map { try Receiver($0, in: site) }
            for receiver in receivers { try await receiver.start() }
            // Small batches, so that it takes a while.
            try push(site, to: receivers.map { ($0.kind.rawValue, $0.writeURL) }, batch: 300)
            try await fetch(site)
            for round in 1...6 {
                let exporter = try site.start()
                let url = try await exporter.url()
                let names = receivers.map(\.kind.rawValue)
                // Another moment each time, while much is still to be sent.
                let enough = Double(round * 3011)
                try await eventually("round \(round) has pushed some") {
                    try await metric("samples_total", of: names[round % 2], url) ?? 0 > enough
                }
                #expect(try await exporter.end(with: SIGKILL) == -SIGKILL)
            }
            let exporter = try site.start()
            try await delivered(exporter, to: receivers.map(\.kind.rawValue))
            try await exporter.end()
            for receiver in receivers {
                let counts = try await receiver.compare(with: site.store)
                #expect((counts["oresundskraft_reading"]?.samples ?? 0) > 150_000, "\(counts)")
                try await receiver.stop()
            }
        }
    }

    @Test(arguments: Receiver.Kind.allCases)
    func nothingIsLostWhileAReceiverIsUnreachable(_ kind: Receiver.Kind) async throws {
        try await with("2026-11-05T12:00:00Z") { site in
            let receivers = try Receiver.Kind.allCases.map { try Receiver($0, in: site) }
            for receiver in receivers { try await receiver.start() }
            let away = try #require(receivers.first { $0.kind == kind })
            let other = try #require(receivers.first { $0.kind != kind })
            try push(site, to: receivers.map { ($0.kind.rawValue, $0.writeURL) }, batch: 300)
            try await fetch(site)
            let exporter = try site.start()
            let url = try await exporter.url()
            for round in 1...3 {
                let before = try await metric("samples_total", of: kind.rawValue, url) ?? 0
                try await eventually("it takes some") {
                    try await metric("samples_total", of: kind.rawValue, url) ?? 0 > before + 2000
                }
                // In the middle, properly or not. VictoriaMetrics keeps what came in the last second in memory only, so
                // a kill would lose what it has acknowledged.
                try await away.stop(with: kind == .prometheus && round == 2 ? SIGKILL : SIGTERM)
                try await eventually("the exporter says so") {
                    try await metric("up", of: kind.rawValue, url) == 0
                }
                // Meanwhile it is scraped, and the other receiver gets all of its samples.
                #expect(try await Site.get(url + "/-/ready") == "The exporter is ready.\n")
                try await delivered(exporter, to: [other.kind.rawValue])
                #expect((try await metric("pending_samples", of: kind.rawValue, url) ?? 0) > 0)
                try await away.start()
            }
            try await delivered(exporter, to: [kind.rawValue])
            try await exporter.end()
            #expect(exporter.errors.contains("nothing delivered; trying again"))
            #expect(exporter.errors.contains("the receiver accepts samples again"))
            for receiver in receivers {
                let counts = try await receiver.compare(with: site.store)
                #expect((counts["oresundskraft_reading"]?.samples ?? 0) > 150_000, "\(counts)")
                try await receiver.stop()
            }
        }
    }

    @Test(arguments: Receiver.Kind.allCases)
    func nothingIsLostBehindAFaultyGateway(_ kind: Receiver.Kind) async throws {
        try await with("2026-11-05T12:00:00Z") { site in
            let receiver = try Receiver(kind, in: site)
            try await receiver.start()
            let script = RepositoryPaths.fixtures.appending(path: "peers/faulty_proxy.py").path
            let proxy = try RunningProgram(Program.pythonPath, [script, receiver.writeURL, "9"], in: site.folder)
            try await eventually("the gateway listens") { proxy.output.hasSuffix("\n") }
            let port = proxy.output.trimmingCharacters(in: .whitespacesAndNewlines)
            try push(site, to: [("r", "http://127.0.0.1:\(port)/api/v1/write")], batch: 4000)
            try await fetch(site)
            let exporter = try site.start()
            try await delivered(exporter, to: ["r"])
            let text = try await Site.get(try await exporter.url() + "/metrics")
            for result in ["server_error", "rate_limited", "timeout", "network", "refused"] {
                let line = "oresundskraft_remote_write_requests_total{name=\"r\",result=\"\(result)\"} "
                let count = text.split(separator: "\n").first { $0.hasPrefix(line) }?.dropFirst(line.count)
                #expect(count != nil && count != "0", "\(result) was never met")
            }
            let refused = text.matches(of: /rejected_samples_total\{name="r",reason="\w+"\} (\S+)/).map { $0.1 }
            #expect(!refused.isEmpty && refused.allSatisfy { $0 == "0" })
            try await exporter.end()
            let counts = try await receiver.compare(with: site.store)
            #expect((counts["oresundskraft_reading"]?.samples ?? 0) > 150_000, "\(counts)")
            try await receiver.stop()
        }
    }
}
