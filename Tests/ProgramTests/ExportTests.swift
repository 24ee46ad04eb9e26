import Foundation
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct ExportTests {
    /// Runs a test with a store filled by a fetch. The simulated time stands still.
    ///
    /// - Parameter simulator: further flags of `simulate`.
    private func withStore(
        from: String, to: String, simulator: [String] = [], more: String = "", _ body: (Site) async throws -> Void
    ) async throws {
        try await Site.with(simulator: ["--now", "2026-11-20T12:00:00Z"] + simulator) { site in
            let numbers = "[\"100001\", \"100002\", \"100003\", \"100004\", \"100005\"]"
            try site.configure(numbers: numbers, more: more)
            let fetch = try await site.run("fetch", "--from", from, "--to", to)
            #expect(fetch.status == 0, "\(fetch.errors)")
            try await body(site)
        }
    }

    /// A year of quarters, and of hours the weeks around the end of summer time.
    @Test(arguments: [
        ("quarter", "2025-11-01", "2026-11-01"), ("hour", "2026-09-28", "2026-11-02"),
    ])
    func prometheusHoldsEveryValueOfTwentyMeteringPoints(_ resolution: String, _ from: String, _ to: String)
        async throws
    {
        let flags = ["--metering-points", "20", "--resolution", resolution]
        try await withStore(from: from, to: to, simulator: flags) { site in
            let export = try await site.run("export", "--from", from, "--to", to, "--output", "readings.om")
            #expect(export.status == 0 && export.errors.contains("msg=exported"), "\(export.errors)")
            let blocks = try await Program("promtool").run(
                [
                    "tsdb", "create-blocks-from", "openmetrics", "--max-block-duration=744h", "readings.om", "blocks",
                ], in: site.folder)
            #expect(blocks.status == 0, "\(blocks.errors)")
            let prometheus = try await Prometheus.start(
                "{}\n", flags: ["--storage.tsdb.retention.time=10y"], data: "blocks", in: site.folder)
            let answer = try await Program.python.run(
                ["-c", comparison, site.store.path, prometheus.address, from, to])
            #expect(answer.status == 0, "\(answer.errors)")
            let counts = answer.text.split(separator: " ").compactMap { Int($0.trimmingCharacters(in: .newlines)) }
            #expect(counts.count == 2 && counts.allSatisfy { $0 > 15_000 }, "\(answer.text)")
            try await prometheus.program.end()
        }
    }

    /// Compares every sample that a Prometheus holds with what a store has between two dates; says how many there are of
    /// both families.
    private let comparison = """
        import datetime, json, sqlite3, sys, urllib.parse, urllib.request, zoneinfo
        store, address = sys.argv[1:3]
        midnight = lambda date: 1000 * int(datetime.datetime.fromisoformat(date).replace(
            tzinfo=zoneinfo.ZoneInfo("Europe/Stockholm")).timestamp())
        rows = sqlite3.connect(store).execute('''SELECT metering_point, delivery_category, microproduction, unit,
            start, "end", value FROM readings JOIN series ON series.id = series JOIN meters ON meters.id = meter
            WHERE start >= ? AND start < ?''', [midnight(date) for date in sys.argv[3:]])
        readings, powers = {}, {}
        joules = {"kWh": 3.6e6, "MWh": 3.6e9}
        for point, category, microproduction, unit, start, end, value in rows:
            key = (point, category, "true" if microproduction else "false", unit, end)
            readings[key] = value
            # To so many digits as readings justify.
            if unit in joules: powers[key] = float("%.12g" % (value * joules[unit] / ((end - start) / 1000)))
        def held(family):
            query = urllib.parse.urlencode({"query": family + "[3y]", "time": "2027-01-01T00:00:00Z"})
            answer = json.load(urllib.request.urlopen(address + "/api/v1/query?" + query))
            samples = {}
            for series in answer["data"]["result"]:
                names = series["metric"]
                assert set(names) == {"__name__", "metering_point", "delivery_category", "microproduction", "unit"}
                labels = tuple(names[n] for n in ["metering_point", "delivery_category", "microproduction", "unit"])
                for time, value in series["values"]:
                    samples[labels + (round(time * 1000),)] = float(value)
            return samples
        for family, stored in [("oresundskraft_reading", readings), ("oresundskraft_reading_power_watts", powers)]:
            samples = held(family)
            assert set(samples) == set(stored), (family, len(samples), len(stored))
            wrong = [(k, v, stored[k]) for k, v in samples.items() if v != stored[k]]
            assert not wrong, (family, wrong[:3])
            print(len(samples), end=" ")
        """

    @Test func pythonAndPandasReadTheTableBack() async throws {
        try await withStore(from: "2026-10-20", to: "2026-10-28") { site in
            let export = try await site.run(
                "export", "--from", "2026-10-20", "--to", "2026-10-28", "--format", "csv", "--output", "readings.csv")
            #expect(export.status == 0, "\(export.errors)")
            let script = """
                import csv, sqlite3, sys
                import pandas
                rows = sqlite3.connect(sys.argv[1]).execute('''SELECT metering_point, delivery_category, microproduction,
                    unit, start, "end", value, text FROM readings JOIN series ON series.id = series
                    JOIN meters ON meters.id = meter JOIN statuses ON statuses.id = status
                    WHERE start >= 1792447200000 AND start < 1793142000000''')
                stored = sorted((p, c, bool(m), u, s, e, v, t) for p, c, m, u, s, e, v, t in rows)
                iso = lambda ms: pandas.Timestamp(ms, unit="ms", tz="UTC").strftime("%Y-%m-%dT%H:%M:%SZ")
                with open(sys.argv[2], newline="") as file: read = list(csv.DictReader(file))
                assert sorted((r["metering_point"], r["delivery_category"], r["microproduction"] == "true", r["unit"],
                    r["period_start"], r["period_end"], float(r["value"]), r["status"]) for r in read) == sorted(
                    (p, c, m, u, iso(s), iso(e), v, t) for p, c, m, u, s, e, v, t in stored)
                frame = pandas.read_csv(sys.argv[2], dtype={"metering_point": str}, keep_default_na=False,
                    parse_dates=["period_start", "period_end"])
                ms = lambda column: (column - pandas.Timestamp(0, tz="UTC")) // pandas.Timedelta(milliseconds=1)
                frame["period_start"], frame["period_end"] = ms(frame["period_start"]), ms(frame["period_end"])
                assert sorted(frame.itertuples(index=False, name=None)) == stored
                print(len(stored))
                """
            let answer = try await Program.python.run(["-c", script, site.store.path, "readings.csv"], in: site.folder)
            #expect(answer.status == 0, "\(answer.errors)")
            #expect((Int(answer.text.trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0) > 5000)
        }
    }

    @Test func aClosedPipeEndsTheExportQuietly() async throws {
        try await withStore(from: "2026-09-01", to: "2026-10-01") { site in
            let shell = "set -o pipefail; \"$0\" export --from 2026-09-01 --to 2026-10-01 --format csv | head -n 1"
            let answer = try await Program("bash").run(["-c", shell, RunningProgram.exporter], in: site.folder)
            #expect(answer.status == 0)
            #expect(answer.text.hasPrefix("metering_point,"))
            #expect(answer.errors == "")
        }
    }

    @Test func theStoreIsReadBesideARunningServe() async throws {
        try await Site.with { site in
            let exporter = try site.start()
            let url = try await exporter.url()
            try await Site.polled(url)
            let export = try await site.run("export", "--from", "2020-01-01", "--to", "2100-01-01", "--format", "csv")
            #expect(export.status == 0, "\(export.errors)")
            #expect(export.text.count { $0 == "\r\n" } > 1000)
            // `serve` keeps writing, and checkpoints its log when it ends.
            #expect(try await exporter.end() == 0)
            let log = try? FileManager.default.attributesOfItem(atPath: site.store.path + "-wal")
            #expect((log?[.size] as? Int ?? 0) == 0)
        }
    }

    @Test func anIncompleteFileIsNotLeftBehind() async throws {
        try await withStore(from: "2026-09-01", to: "2026-10-01") { site in
            // 64 KiB hold only part of it; the signal that comes first is ignored, as systemd's limit does.
            let shell =
                "trap '' XFSZ; ulimit -f 64; exec \"$0\" export --from 2026-09-01 --to 2026-10-01 --output out.om"
            let answer = try await Program("bash").run(["-c", shell, RunningProgram.exporter], in: site.folder)
            #expect(answer.status == 1)
            #expect(answer.errors.contains("out.om cannot be written: File too large"), "\(answer.errors)")
            let names = try FileManager.default.contentsOfDirectory(atPath: site.folder.path)
            #expect(!names.contains { $0.contains("out.om") }, "\(names)")
            let full = try await site.run(
                "export", "--from", "2026-09-01", "--to", "2026-10-01", "--output", "/dev/full")
            #expect(full.status == 1 && full.errors.contains("the disk is full"), "\(full.errors)")
        }
    }

    @Test func aSignalLeavesNoPartialFile() async throws {
        try await withStore(from: "2026-07-01", to: "2026-10-01") { site in
            let export = try site.start([
                "export", "--from", "2026-07-01", "--to", "2026-10-01", "--output", "out.om",
            ])
            func names() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: site.folder.path) }
            try await eventually("a part is there, or the whole") { try names().contains { $0.contains("out.om") } }
            let status = try await export.end(with: SIGTERM)
            #expect(status == -SIGTERM || status == 0)
            let left = try names().filter { $0.contains("out.om") }
            // The signal may come when all is written.
            guard left == ["out.om"] else { return #expect(left.isEmpty && status != 0) }
            let text = try String(contentsOf: site.folder.appending(path: "out.om"), encoding: .utf8)
            #expect(text.hasSuffix("\n# EOF\n"))
        }
    }

    @Test func anEmptyRangeAndUnknownNamesAreReported() async throws {
        try await withStore(from: "2026-10-01", to: "2026-10-02") { site in
            let answer = try await site.run(
                "export", "--from", "2020-01-01", "--to", "2020-02-01", "--metering-point", "735999000000000013",
                "--metering-point", "735999000000777999", "--delivery-category", "EL", "--delivery-category", "NOPE")
            #expect(answer.status == 0 && answer.text == "# EOF\n")
            #expect(answer.errors.contains("asked_for=\"metering point 735999000000777999"), "\(answer.errors)")
            #expect(answer.errors.contains("asked_for=\"delivery category NOPE\""))
            #expect(answer.errors.contains("msg=\"the range has no readings\""))
        }
    }

    /// A table with a head alone would look as if there were no readings.
    @Test func noFileIsWrittenIfNoNameIsKnown() async throws {
        try await withStore(from: "2026-10-01", to: "2026-10-02") { site in
            let answer = try await site.run(
                "export", "--from", "2026-10-01", "--format", "csv", "--metering-point", "73599900000000013",
                "--output",
                "out.csv")
            #expect(answer.status == 1)
            #expect(
                answer.errors.contains(
                    "the store knows nothing of metering point 73599900000000013, did you mean `735999000000000013`?"),
                "\(answer.errors)")
            #expect(!FileManager.default.fileExists(atPath: site.folder.appending(path: "out.csv").path))
        }
    }

    @Test func withoutAStoreItSaysWhatToDo() async throws {
        try await Site.with { site in
            let answer = try await site.run("export", "--from", "2020-01-01", "--to", "2020-02-01")
            #expect(answer.status == 1 && answer.output.isEmpty)
            #expect(answer.errors.contains("there is no store at "), "\(answer.errors)")
            #expect(answer.errors.contains("run serve or fetch first"))
        }
    }

    @Test(arguments: [
        ["--to", "2026-10-01"], ["--from", "2400-10-01"], ["--from", "2026-13-01", "--to", "2027-01-01"],
        ["--from", "2400-10-01", "--to", "2400-11-01"],
        ["--from", "2026-10-01", "--to", "2026-10-01"], ["--from", "2026-10-02", "--to", "2026-10-01"],
        ["--from", "2026-10-01T00:00:00", "--to", "2026-10-03"],
        ["--from", "2026-10-01", "--to", "2026-10-02", "--format", "xlsx"],
    ])
    func badUsageIsRefused(_ flags: [String]) async throws {
        try await Site.with { site in
            let commands = flags.contains("--format") ? ["export"] : ["export", "fetch"]
            for command in commands {
                let answer = try await Program(RunningProgram.exporter).run([command] + flags, in: site.folder)
                #expect(answer.status == 64 && answer.output.isEmpty && answer.errors.hasPrefix("Error: "), "\(answer)")
            }
            #expect(!FileManager.default.fileExists(atPath: site.store.path))
        }
    }
}

extension Site {
    /// Runs a command of the program to its end.
    func run(_ arguments: String...) async throws -> Program.Answer {
        try await Program(RunningProgram.exporter).run(arguments, in: folder)
    }
}
