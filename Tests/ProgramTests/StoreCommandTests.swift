import Foundation
import TestSupport
import Testing

/// `backup` and `missing`, beside a running serve.
@Suite(.timeLimit(.minutes(5))) struct StoreCommandTests {
    @Test func aBackupIsServedLikeTheStoreItself() async throws {
        try await Site.with(simulator: ["--now", "2026-11-20T12:00:00Z"]) { site in
            let exporter = try site.start()
            let url = try await exporter.url()
            try await Site.polled(url)
            func readings(_ url: String) async throws -> [Substring] {
                try await Site.get(url + "/metrics?name[]=oresundskraft_timeseries_value").split(separator: "\n")
            }
            let shown = try await readings(url)
            let backup = try await site.run("backup", "copy.sqlite")
            #expect(backup.status == 0 && backup.errors.contains("msg=\"backed up\""), "\(backup.errors)")
            try await exporter.end()
            // Restored as docs/operations.md says.
            try FileManager.default.removeItem(at: site.store.deletingLastPathComponent())
            try FileManager.default.createDirectory(
                at: site.store.deletingLastPathComponent(), withIntermediateDirectories: true)
            try FileManager.default.copyItem(at: site.folder.appending(path: "copy.sqlite"), to: site.store)
            try site.configure(more: "time_series: {enabled: false}\ninvoiced: {enabled: false}")
            let restored = try site.start()
            #expect(try await readings(try await restored.url()) == shown && shown.count > 10)
            try await restored.end()
        }
    }

    @Test func aBackupThatCannotBeMadeSaysWhy() async throws {
        try await Site.with { site in
            let none = try await site.run("backup", "copy.sqlite")
            #expect(none.status == 1 && none.errors.contains("run serve or fetch first"), "\(none.errors)")
            #expect(!FileManager.default.fileExists(atPath: site.folder.appending(path: "copy.sqlite.partial").path))
        }
    }

    @Test func missingTimesAreListedAndTheStatusSaysSo() async throws {
        try await Site.with(simulator: ["--now", "2026-11-20T12:00:00Z", "--metering-points", "3"]) { site in
            let none = try await site.run("missing", "--from", "2026-11-01", "--to", "2026-11-05")
            #expect(none.status == 1 && none.errors.contains("there is no store at"))
            let fetch = try await site.run("fetch", "--from", "2026-10-01", "--to", "2026-11-01")
            #expect(fetch.status == 0, "\(fetch.errors)")
            let later = try await site.run("missing", "--from", "2026-10-31", "--to", "2026-11-03")
            #expect(later.status == 1, "\(later.errors)")
            #expect(
                later.text.contains("\n  2026-11-02: 1 d, after the newest reading\n"), "\(later.text)")
            #expect(later.text.contains(" series lack readings, for "))
            let table = try await site.run(
                "missing", "--from", "2026-10-31", "--to", "2026-11-03", "--by", "hour", "--format", "csv",
                "--metering-point", "735999000000000013")
            #expect(table.status == 1)
            let rows = table.text.split(separator: "\r\n")
            #expect(rows.count > 40 && rows[0].hasSuffix(",missing_seconds,position"))
            #expect(rows.dropFirst().allSatisfy { $0.hasPrefix("735999000000000013,") })
            // An hour without missing readings.
            let reading = try await site.run(
                "export", "--from", "2026-10-20", "--to", "2026-10-21", "--format", "csv", "--metering-point",
                "735999000000000013")
            let start = try #require(reading.text.split(separator: "\r\n").dropFirst().first?.split(separator: ",")[4])
            let end = try #require(reading.text.split(separator: "\r\n").dropFirst().first?.split(separator: ",")[5])
            let whole = try await site.run(
                "missing", "--from", String(start), "--to", String(end), "--metering-point", "735999000000000013")
            #expect(whole.status == 0 && whole.text.hasPrefix("Nothing is missing: "), "\(whole.text)")
            let slip = try await site.run(
                "missing", "--from", String(start), "--to", String(end), "--metering-point", "735999000000000013",
                "--metering-point", "735999000000000099")
            #expect(slip.status == 1 && slip.text.hasPrefix("Nothing is missing: "), "\(slip.text)")
            #expect(slip.errors.contains("asked_for=\"metering point 735999000000000099"), "\(slip.errors)")
            let unknown = try await site.run(
                "missing", "--from", String(start), "--metering-point", "735999000000000099")
            #expect(unknown.status == 1 && unknown.text == "None of these metering points has a stored reading.\n")
        }
    }

    @Test func fetchBringsInvoicedMonthsToo() async throws {
        try await Site.with(simulator: ["--now", "2026-11-20T12:00:00Z", "--metering-points", "3"]) { site in
            let fetch = try await site.run("fetch", "--from", "2024-12-01", "--to", "2025-03-01")
            #expect(fetch.status == 0 && fetch.errors.contains("invoiced_new="), "\(fetch.errors)")
            let script = """
                import sqlite3, sys
                rows = sqlite3.connect(sys.argv[1]).execute("SELECT DISTINCT date FROM invoices ORDER BY date")
                import datetime
                print([datetime.datetime.fromtimestamp(r[0] / 1000, datetime.UTC).strftime('%Y-%m') for r in rows])
                """
            let months = try await Program.python.run(["-c", script, site.store.path])
            #expect(months.text.contains("2025-0"), "\(months.text)\(months.errors)")
            let again = try await site.run("fetch", "--from", "2024-12-01", "--to", "2025-03-01")
            #expect(again.status == 0 && again.errors.contains("requests=0 "), "\(again.errors)")
        }
    }
}
