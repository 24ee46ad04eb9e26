import Foundation
import Synchronization
import TestSupport
import Testing

/// Concurrent reloads, polls, scrapes and page views, as on a busy site.
@Suite(.timeLimit(.minutes(5))) struct StormTests {
    /// The metering points of the simulator, each named after the reload that the configuration was written for.
    private func names(ofReload reload: Int) -> String {
        let points = [13, 20, 37, 44].map { "  \"7359990000000000\($0)\": reload \(reload)" }
        return (["names:"] + points).joined(separator: "\n")
    }

    /// The reloads that a text names.
    private func reloads(in text: String) -> Set<String> {
        Set(text.matches(of: /reload \d+/).map { String($0.0) })
    }

    /// The value of a line of the exposition, by its name and labels as they are written.
    private func value(_ line: String, in text: String) -> Double? {
        text.firstRange(of: "\n\(line) ").flatMap { Double(text[$0.upperBound...].prefix { $0 != "\n" }) }
    }

    /// Scrapes and opens the page by turns, and returns contradictions that one snapshot cannot contain.
    private func faults(at url: String, until end: Flag) async throws -> [String] {
        var faults: Set<String> = []
        var newest = -Double.infinity
        while !end.isUp {
            let scrape = try await Site.get(url + "/metrics")
            if reloads(in: scrape).count != 1 { faults.insert("a scrape names \(reloads(in: scrape))") }
            for endpoint in ["timeseries", "invoiced"]
            where value("oresundskraft_up{endpoint=\"\(endpoint)\"}", in: scrape) != 1 {
                faults.insert("\(endpoint) is not up")
            }
            let success = value("oresundskraft_last_success_timestamp_seconds{endpoint=\"timeseries\"}", in: scrape)
            if success ?? 0 < newest { faults.insert("a scrape went back to an older snapshot") }
            newest = success ?? 0
            let page = try await Site.get(url + "/")
            if reloads(in: page).count != 1 { faults.insert("the page names \(reloads(in: page))") }
            // Throws where the answer is no longer 200.
            _ = try await Site.curl(url + "/-/ready", "--fail")
        }
        return faults.sorted()
    }

    @Test func everyAnswerOfARunningServiceComesFromOneSnapshot() async throws {
        try await Site.with(simulator: ["--metering-points", "4"]) { site in
            try site.configure(more: names(ofReload: 0))
            let exporter = try site.start()
            let url = try await exporter.url()
            try await Site.polled(url)

            try await eventually("the first poll of invoiced months") {
                try await Site.get(url + "/metrics").contains("\noresundskraft_up{endpoint=\"invoiced\"} ")
            }

            let end = Flag()
            async let storm = faults(at: url, until: end)
            for reload in 1...40 {
                try site.configure(more: names(ofReload: reload))
                exporter.signal(SIGHUP)
                try await eventually("reload \(reload) can be scraped") {
                    reloads(in: try await Site.get(url + "/metrics")) == ["reload \(reload)"]
                }
            }
            try await eventually("the page shows the last reload") {
                reloads(in: try await Site.get(url + "/")) == ["reload 40"]
            }
            end.raise()
            #expect(try await storm == [])
            #expect(try await exporter.end() == 0)
        }
    }
}

/// Tells a task to end.
private final class Flag: Sendable {
    private let value = Atomic(false)

    var isUp: Bool { value.load(ordering: .relaxed) }
    func raise() { value.store(true, ordering: .relaxed) }
}
