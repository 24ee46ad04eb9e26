import Foundation
import TestSupport
import Testing

/// The program is killed many times while it writes.
@Suite(.timeLimit(.minutes(10))) struct KillTests {
    @Test func readingsSurviveKillsAtAnyMoment() async throws {
        // The simulated time stands still, so that a store that was never killed holds the same.
        let midnight = Date(timeIntervalSince1970: (Date().timeIntervalSince1970 / 86_400).rounded(.down) * 86_400)
        let now = midnight.formatted(.iso8601)
        try await Site.with(simulator: ["--metering-points", "60", "--now", now]) { site in
            try site.configure(
                numbers: "[\"100001\", \"100002\", \"100003\", \"100004\", \"100005\", \"100006\"]")
            var stored = 0
            for round in 0..<8 {
                let exporter = try site.start()
                _ = try await exporter.url()
                // Let it write for a different time in each round: until the store has grown by this much.
                let before = size(site)
                try await eventually("round \(round) writes", within: .seconds(120)) {
                    size(site) > before + 40_000 * (round + 1) || exporter.errors.contains("msg=\"poll done\"")
                }
                #expect(try await exporter.end(with: SIGKILL) == -SIGKILL)
                let check = try await inspect(site)
                #expect(check.integrity == "ok")
                // Nothing that was committed is lost.
                #expect(check.readings >= stored, "round \(round)")
                // No page is stored in part: a change's readings are all there.
                #expect(check.orphans == 0)
                stored = check.readings
            }
            let last = try site.start()
            try await Site.polled(try await last.url(), within: .seconds(120))
            #expect(last.errors.contains("msg=\"poll done\""), "\(last.errors)")
            try await last.end()
            let whole = try await inspect(site)
            #expect(whole.integrity == "ok")
            // As many as a store that was never killed.
            let reference = site.folder.appending(path: "reference")
            try FileManager.default.createDirectory(at: reference, withIntermediateDirectories: true)
            try FileManager.default.copyItem(
                at: site.configuration, to: reference.appending(path: "oresundskraft.yml"))
            let calm = try RunningProgram(
                RunningProgram.exporter, ["serve", "--web.listen-address", "127.0.0.1:0"], in: reference)
            try await Site.polled(try await calm.url(), within: .seconds(120))
            try await calm.end()
            let expected = try await readings(reference.appending(path: "data/readings.sqlite"))
            let found = try await readings(site.store)
            #expect(found == expected && found.contains("|"))
        }
    }

    private func size(_ site: Site) -> Int {
        ["", "-wal"].reduce(0) { sum, suffix in
            let attributes = try? FileManager.default.attributesOfItem(atPath: site.store.path + suffix)
            return sum + ((attributes?[.size] as? Int) ?? 0)
        }
    }

    /// Inspects the store with Python's SQLite, independent of the exporter's code.
    private func inspect(_ site: Site) async throws -> (integrity: String, readings: Int, orphans: Int) {
        let script = """
            import sqlite3, sys
            store = sqlite3.connect(sys.argv[1])
            one = lambda sql: store.execute(sql).fetchone()[0]
            has = one("SELECT count(*) FROM sqlite_schema WHERE name = 'readings'")
            print(one('PRAGMA integrity_check'))
            print(one('SELECT count(*) FROM readings') if has else 0)
            print(one('SELECT count(*) FROM readings r LEFT JOIN changes c USING (change) WHERE c.change IS NULL') if has else 0)
            """
        let answer = try await Program.python.run(["-c", script, site.store.path])
        let lines = answer.text.split(separator: "\n").map(String.init)
        guard lines.count == 3 else { throw RunningProgram.Failure(description: answer.errors) }
        return (lines[0], Int(lines[1]) ?? -1, Int(lines[2]) ?? -1)
    }

    /// Count and sums of all readings, as one text.
    private func readings(_ store: URL) async throws -> String {
        let script = """
            import sqlite3, sys
            store = sqlite3.connect(sys.argv[1])
            rows = store.execute('''SELECT metering_point, microproduction, unit, count(*), sum(start / 1000), total(value)
                FROM readings JOIN series ON series.id = series JOIN meters ON meters.id = meter
                GROUP BY 1, 2, 3 ORDER BY 1, 2, 3''')
            for row in rows: print('|'.join(str(round(v, 3) if isinstance(v, float) else v) for v in row))
            """
        return try await Program.python.run(["-c", script, store.path]).text
    }
}
