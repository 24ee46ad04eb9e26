import Foundation
import TestSupport
import Testing

/// Opens the status page in Chromium.
@Suite(.timeLimit(.minutes(10))) struct StatusPageTests {
    /// The browser's findings.
    private struct Report: Decodable {
        struct Focused: Decodable { let tag, name, outline: String }
        let text, scheme, background: String
        let scrollWidth, clientWidth, charts, scripts, inlineStyles: Int
        /// By pair of colours.
        let contrasts: [String: Double]
        let wide, nameless, requests, complaints: [String]
        let focused: [Focused]
    }

    private func open(_ url: String, width: Int = 1280, scheme: String = "light") async throws -> Report {
        let peer = RepositoryPaths.fixtures.appending(path: "peers/browser_peer.py").path
        let answer = try await Program.python.run([peer, url, "--width", "\(width)", "--scheme", scheme])
        guard answer.status == 0 else { throw RunningProgram.Failure(description: "chromium: \(answer.errors)") }
        return try JSONDecoder().decode(Report.self, from: Data(answer.output))
    }

    /// Checks the properties that every page must have.
    private func check(_ report: Report, only url: String, _ what: Comment) {
        #expect(report.complaints.isEmpty, what)
        #expect(report.requests == [url], what)
        #expect(report.scripts == 0 && report.inlineStyles == 0, what)
        #expect(report.scrollWidth <= report.clientWidth && report.wide.isEmpty, what)
        #expect(report.nameless.isEmpty, what)
        // WCAG 2.2, 1.4.3: 4.5 to 1 for text.
        for (pair, ratio) in report.contrasts { #expect(ratio >= 4.5, "\(pair): \(what)") }
    }

    private let names = #"""
        names:
          "735999000000000013": "<script>document.title = 'x'</script><img src=http://192.0.2.1/x>"
          "735999000000000020": "مبنى الإدارة (12)"
          "735999000000000037": "🏭👨‍👩‍👧‍👦 Fabrik"
          "735999000000000044": "\#(String(repeating: "y", count: 10_000))"
        """#

    @Test func itIsReadableOnEveryScreenInBothSchemesWithKeyboardAndScreenReader() async throws {
        try await Site.with { site in
            try site.configure(more: names)
            let exporter = try site.start()
            let url = try await exporter.url() + "/"
            try await Site.polled(String(url.dropLast()))
            var backgrounds: Set<String> = []
            for (width, scheme) in [(390, "light"), (390, "dark"), (1280, "light"), (1280, "dark")] {
                let report = try await open(url, width: width, scheme: scheme)
                check(report, only: url, "\(width) \(scheme)")
                #expect(report.clientWidth == width && report.scheme == scheme)
                backgrounds.insert(report.background)
                #expect(report.charts == 12)
                #expect(report.text.contains("<script>document.title = 'x'</script>"))
                #expect(report.text.contains("Next poll\nin ") && report.text.contains("Last success\n"))
                // Links, the form, then the cards; each can be seen to have the focus.
                #expect(report.focused.map(\.tag).prefix(6) == ["A", "A", "INPUT", "SELECT", "SELECT", "INPUT"])
                #expect(report.focused.allSatisfy { $0.outline == "solid 3px" })
            }
            #expect(backgrounds.count == 2)
            try await exporter.end()
        }
    }

    @Test func aRefusedKeyIsExplained() async throws {
        try await Site.with { site in
            try site.configure(key: "expired-\(Site.key)")
            let exporter = try site.start()
            let url = try await exporter.url() + "/"
            try await Site.polled(String(url.dropLast()))
            for (width, scheme) in [(390, "dark"), (1280, "light")] {
                let report = try await open(url, width: width, scheme: scheme)
                check(report, only: url, "\(width) \(scheme)")
                #expect(report.text.contains("Öresundskraft refused the subscription key."))
                #expect(report.text.contains("Put a valid key into the key file"))
                #expect(!report.text.contains(Site.key))
            }
            try await exporter.end()
        }
    }

    @Test func aThousandMeteringPointsAreFilteredByTheQuery() async throws {
        try await Site.with(simulator: ["--metering-points", "1000"]) { site in
            let customers = (100_001...100_020).map(String.init).joined(separator: ", ")
            try site.configure(
                numbers: "[\(customers)]",
                more: "time_series: {lookback: 8d, refetch: 8d}")
            let exporter = try site.start()
            let url = try await exporter.url()
            try await Site.polled(url)
            let last = try await open(url + "/?page=40", width: 390)
            check(last, only: url + "/?page=40", "the last page")
            #expect(last.text.contains("of 1\u{202F}000 metering points"))
            #expect(last.charts == 25)
            let wild = "/?page=99999999999999999999&q=0000&category=EL&q=x&%F0%9F%8F%AD"
            check(try await open(url + wild), only: url + wild, "wild")
            #expect(try await Site.curl(url + "/?q=735999000000000013").contains(">1 metering point</p>"))
            #expect(try await Site.curl(url + "/", "--head").hasPrefix("HTTP/1.1 200 "))
            try await exporter.end()
        }
    }
}
