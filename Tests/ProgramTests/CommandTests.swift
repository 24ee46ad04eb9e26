import Foundation
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(5))) struct CommandTests {
    @Test func versionNamesVersionCommitAndCompiler() async throws {
        let answer = try await Program(RunningProgram.exporter).run(["version"])
        #expect(answer.status == 0)
        #expect(
            answer.text.wholeMatch(of: /oresundskraft-exporter \d+\.\d+\.\d+ \(commit \w+, Swift 6\.\d+(\.\d+)?\)\n/)
                != nil)
        let changelog = try String(contentsOf: RepositoryPaths.root.appending(path: "CHANGELOG.md"), encoding: .utf8)
        let version = answer.text.split(separator: " ").dropFirst().first ?? ""
        #expect(changelog.contains("## \(version)") || changelog.contains("## [\(version)]"))
    }

    /// A line of the source that is longer than a terminal's would be broken twice.
    @Test(arguments: [
        [], ["serve"], ["check-config"], ["fetch"], ["export"], ["resend"], ["missing"], ["backup"], ["forget"],
        ["capture"], ["simulate"], ["demo"], ["version"], ["healthcheck"],
    ])
    func helpIsWrappedOnce(command: [String]) async throws {
        let answer = try await Program(RunningProgram.exporter).run(command + ["--help"])
        #expect(answer.status == 0 && answer.text.hasPrefix("OVERVIEW: "))
        let overview = answer.text.prefix(
            upTo: answer.text.firstRange(of: "USAGE: ")?.lowerBound ?? answer.text.endIndex)
        let lines = overview.split(separator: "\n", omittingEmptySubsequences: false)
        for (line, next) in zip(lines, lines.dropFirst()) where !line.isEmpty && !next.isEmpty && line.last != "." {
            let word = next.prefix { $0 != " " }
            #expect(line.count + 1 + word.count >= 80 || word.hasPrefix("--"), "\(line)")
        }
    }

    @Test func aGoodConfigurationIsOkAndExplained() async throws {
        try await Site.with { site in
            let answer = try await Program(RunningProgram.exporter).run(["check-config"], in: site.folder)
            #expect(answer.status == 0)
            #expect(answer.text.hasPrefix("ok\n"))
            #expect(answer.text.contains("3 customer numbers"))
            #expect(!(answer.text + answer.errors).contains(Site.key))
        }
    }

    @Test func faultsArePrintedWithTheirPlaces() async throws {
        try await Site.with { site in
            try site.configure(more: "storage: {retention: 1d}")
            let answer = try await Program(RunningProgram.exporter).run(["check-config"], in: site.folder)
            #expect(answer.status == 1)
            #expect(answer.text == "")
            #expect(answer.errors.hasPrefix("error: oresundskraft.yml:7:22: storage.retention: "), "\(answer.errors)")
        }
    }

    @Test func pingAsksTheAPIOnce() async throws {
        try await Site.with { site in
            let answer = try await Program(RunningProgram.exporter).run(["check-config", "--ping"], in: site.folder)
            #expect(answer.status == 0, "\(answer.errors)")
            #expect(answer.text.contains("\nping store: \(site.store.path) can be written\n"))
            for number in ["100001", "100002", "100003"] {
                #expect(answer.text.contains("\nping main: customer number \(number): "), "\(answer.text)")
            }
            #expect(!FileManager.default.fileExists(atPath: site.store.deletingLastPathComponent().path))
            let asked = site.simulator.errors.split(separator: "\n").filter {
                $0.contains("/api/Consumption/TimeSeries")
            }
            #expect(asked.count == 1, "\(site.simulator.errors)")
        }
    }

    @Test func pingSaysWhyTheAPIRefuses() async throws {
        try await Site.with { site in
            try site.configure(key: "wrong-\(Site.key)")
            let answer = try await Program(RunningProgram.exporter).run(["check-config", "--ping"], in: site.folder)
            #expect(answer.status == 1)
            #expect(answer.errors.contains("ping main: the API refused the subscription key (HTTP 401)"))
            #expect(!(answer.text + answer.errors).contains(Site.key))
        }
    }

    @Test func pingFailsForANumberThatTheAPIDoesNotKnow() async throws {
        try await Site.with { site in
            try site.configure(numbers: "[\"999999\"]")
            let answer = try await Program(RunningProgram.exporter).run(["check-config", "--ping"], in: site.folder)
            #expect(answer.status == 1)
            #expect(
                answer.errors.contains("ping main: the API returned nothing for customer number 999999: "),
                "\(answer.errors)")
        }
    }

    @Test func pingNamesTheOneNumberWithoutReadings() async throws {
        try await Site.with { site in
            try site.configure(numbers: "[\"100001\", \"999999\"]")
            let answer = try await site.run("check-config", "--ping")
            #expect(answer.status == 1)
            #expect(answer.text.contains("ping main: customer number 100001: "), "\(answer.text)")
            #expect(
                answer.errors.contains("ping main: the API returned nothing for customer number 999999: "),
                "\(answer.errors)")
        }
    }

    /// Standard output is not a terminal there, and would come at the end.
    @Test func inOneFileFaultsComeBehindWhatWasSaidBefore() async throws {
        try await Site.with { site in
            try site.configure(numbers: "[\"999999\"]")
            let answer = try await Program("sh").run(
                ["-c", "exec \"$0\" check-config --ping 2>&1", RunningProgram.exporter], in: site.folder)
            #expect(answer.text.hasPrefix("ok\n"), "\(answer.text)")
            #expect(answer.text.contains("can be written\nping main: the API returned nothing"), "\(answer.text)")
        }
    }

    @Test func pingChecksTheReceiversWithoutSendingSamples() async throws {
        try await Site.with { site in
            let receiver = try Receiver(.prometheus, in: site)
            try await receiver.start()
            let receivers = """
                remote_write:
                  - {name: good, url: "\(receiver.writeURL)"}
                  - {name: elsewhere, url: "\(receiver.address)/nothing/here"}
                  - {name: away, url: "http://127.0.0.1:1/api/v1/write"}
                """
            try site.configure(more: receivers)
            let answer = try await site.run("check-config", "--ping")
            #expect(answer.status == 1)
            #expect(answer.text.contains("\nping receiver good: 127.0.0.1:"), "\(answer.text)")
            #expect(answer.errors.contains("ping receiver elsewhere: nothing receives at this url (HTTP 404)"))
            #expect(answer.errors.contains("ping receiver away: "), "\(answer.errors)")
            let series = try await Site.get(receiver.address + "/api/v1/label/__name__/values")
            #expect(!series.contains("oresundskraft"))
            try await receiver.stop()
        }
    }

    @Test func pingFailsIfTheStoreCannotBeOpened() async throws {
        try await Site.with { site in
            try Data("no store".utf8).write(to: site.folder.appending(path: "notes.txt"))
            for (path, reason) in [
                ("notes.txt", "is damaged"), ("missing/folder/readings.sqlite", "does not exist"),
                ("/proc/readings.sqlite", "cannot be written"),
            ] {
                try site.configure(more: "storage: {path: \"\(path)\"}")
                let answer = try await site.run("check-config", "--ping")
                #expect(answer.status == 1)
                #expect(answer.errors.hasPrefix("ping store: ") && answer.errors.contains(reason), "\(answer.errors)")
                // The rest is still tried.
                #expect(answer.text.contains("ping main: customer number 100001: "))
            }
        }
    }

    @Test func demoPrintsAddressesThatAnswer() async throws {
        try await withTemporaryFolder { folder in
            let demo = try RunningProgram(
                RunningProgram.exporter, ["demo", "--web.listen-address", "127.0.0.1:0"], in: folder)
            try await eventually("the demo prints its addresses") { demo.output.contains("/metrics") }
            let url = try #require(demo.output.firstMatch(of: /http:\/\/[^\/\s]+/)).0
            try await Site.polled(String(url))
            let scrape = try await Site.get(url + "/metrics")
            #expect(Set(scrape.matches(of: /metering_point="(\d+)"/).map { String($0.1) }).count == 12)
            // Two years of history, properties and prices: every family has samples.
            for wanted in [
                "period=\"last_year\"", "period=\"rolling_year\"", "period=\"last_year_to_date\"",
                "oresundskraft_property_area_square_meters{property=\"Ängen 1\"} 1250", "property=\"Bruket 3\"",
                "oresundskraft_power_charge{", "tariff=\"heat-year\"",
            ] { #expect(scrape.contains(wanted), "\(wanted)") }
            #expect(scrape.contains(/oresundskraft_period_comparable\{[^}]*period="rolling_year"\} 1/))
            #expect(try await demo.end(with: SIGINT) == 0)
        }
    }
}
