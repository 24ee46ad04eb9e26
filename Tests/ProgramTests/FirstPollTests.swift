import Foundation
import TestSupport
import Testing

/// A start while the API is down, or asks for a pause.
@Suite(.timeLimit(.minutes(5))) struct FirstPollTests {
    private func ready(_ url: String) async throws -> (status: String, text: String) {
        let answer = try await Program("curl").run(
            ["--silent", "--write-out", "\n%{http_code}", url + "/-/ready"])
        let lines = answer.text.split(separator: "\n")
        return (lines.last.map(String.init) ?? "", lines.dropLast().joined(separator: "\n"))
    }

    @Test func anExporterIsReadyOnceAPollHasSucceededAndStaysSo() async throws {
        try await Site.with { site in
            let away = "http://127.0.0.1:1/api"
            try site.configure(api: away)
            let exporter = try site.start()
            let url = try await exporter.url()
            _ = try await exporter.line(with: "poll failed", "endpoint=timeseries", "results=network")
            _ = try await exporter.line(with: "poll failed", "endpoint=invoiced", "results=network")
            let early = try await ready(url)
            #expect(early.status == "503" && early.text.contains("no poll has succeeded"), "\(early)")
            // A minute at first, and not the interval of an hour.
            let page = try await Site.get(url + "/")
            #expect(page.contains(/Next poll<\/dt><dd><strong>in (1 min|5\d s|6\d s)/), "\(page)")

            try site.configure()
            exporter.signal(SIGHUP)
            try await eventually("the exporter is ready") { try await ready(url).status == "200" }
            _ = try await exporter.line(with: "\"poll done\"", "endpoint=timeseries")
            _ = try await exporter.line(with: "\"poll done\"", "endpoint=invoiced")

            try await site.simulator.end()
            exporter.signal(SIGHUP)
            try await eventually("the API is away again") {
                try await Site.get(url + "/metrics").contains("oresundskraft_up{endpoint=\"timeseries\"} 0")
            }
            #expect(try await ready(url).status == "200")
            try await exporter.end()
        }
    }

    @Test func aRestartDoesNotEndARateLimit() async throws {
        try await Site.with(simulator: ["--fault", "429:1:retry-after=7200"]) { site in
            func poll(_ exporter: RunningProgram) async throws -> [String] {
                var lines: [String] = []
                for endpoint in ["timeseries", "invoiced"] {
                    lines.append(
                        try await exporter.line(
                            with: "poll failed", "endpoint=\(endpoint)", "results=rate_limited"))
                }
                return lines
            }
            let first = try site.start()
            for line in try await poll(first) { #expect(!line.contains(" requests=0 "), "\(line)") }
            try await first.end(with: SIGKILL)

            let second = try site.start()
            for line in try await poll(second) { #expect(line.contains(" requests=0 "), "\(line)") }
            #expect(second.errors.contains("the API asked to wait 7"), "\(second.errors)")
            try await second.end()

            // A rate limit belongs to a key.
            try site.configure(key: "another-key")
            let third = try site.start()
            let line = try await third.line(with: "poll failed", "endpoint=timeseries")
            #expect(!line.contains(" requests=0 "), "\(line)")
            try await third.end()
        }
    }
}
