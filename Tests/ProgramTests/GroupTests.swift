import Foundation
import TestSupport
import Testing

/// Customer groups, each scraped by its own Prometheus.
@Suite(.timeLimit(.minutes(5))) struct GroupTests {
    /// The metering points that an exposition names.
    private func points(_ text: String) -> Set<String> {
        Set(text.matches(of: /metering_point="(\d+)"/).map { String($0.1) })
    }

    @Test func eachGroupIsScrapedSeparately() async throws {
        try await Site.with { site in
            try Data(
                """
                api: {url: "\(site.api)", subscription_key: \(Site.key)}
                customers:
                  - {numbers: ["100001"], name: town}
                  - {numbers: ["100002", "100003"], name: houses}
                """.utf8
            ).write(to: site.configuration)
            let exporter = try site.start()
            let metrics = try await exporter.url() + "/metrics"
            try await eventually("both groups are polled") {
                let text = try await Site.get(metrics)
                return text.contains("\noresundskraft_up{endpoint=\"timeseries\"} 1")
                    && text.contains("\noresundskraft_up{endpoint=\"invoiced\"} 1")
            }
            let whole = points(try await Site.get(metrics))
            let town = points(try await Site.get(metrics + "?group=town"))
            let houses = points(try await Site.get(metrics + "?group=houses"))
            #expect(!town.isEmpty && !houses.isEmpty)
            #expect(town.isDisjoint(with: houses))
            #expect(town.union(houses) == whole)
            let both = try await Site.get(metrics + "?group=town&group=houses")
            #expect(points(both) == whole)
            #expect(!both.contains("oresundskraft_up{") && !both.contains("process_"))
            #expect(both.contains("oresundskraft_customer_group_up{endpoint=\"timeseries\",group=\"town\"} 1"))

            let named = try await Site.get(metrics + "?group=town&name[]=oresundskraft_customer_group_up")
            #expect(named.split(separator: "\n").filter { !$0.hasPrefix("#") }.count == 2, "\(named)")
            let zipped = try await Site.curl(metrics + "?group=town", "--compressed")
            #expect(points(zipped) == town)
            let open = try await Site.curl(
                metrics + "?group=town", "--header", "Accept: application/openmetrics-text")
            #expect(open.hasSuffix("\n# EOF\n"))
            let unknown = try await Site.curl(metrics + "?group=nobody", "--write-out", "%{http_code}")
            #expect(unknown == "404 Not Found: there is no customer group \"nobody\"\n404")
            try await exporter.end()
        }
    }
}
