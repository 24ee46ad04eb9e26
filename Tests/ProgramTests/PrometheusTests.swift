import Foundation
import TestSupport
import Testing

/// A real Prometheus scrapes the exporter.
@Suite(.timeLimit(.minutes(5))) struct PrometheusTests {
    private struct Answer: Decodable {
        struct Content: Decodable { let result: [Series] }
        struct Series: Decodable {
            let metric: [String: String]
            let value: [Value]
        }
        /// A time as a number, then the value as a text.
        enum Value: Decodable {
            case number(Double), text(String)
            init(from decoder: any Decoder) throws {
                let container = try decoder.singleValueContainer()
                if let number = try? container.decode(Double.self) {
                    self = .number(number)
                } else {
                    self = .text(try container.decode(String.self))
                }
            }
            var text: String { if case .text(let text) = self { text } else { "" } }
        }
        let data: Content
    }

    private func query(_ prometheus: String, _ expression: String) async throws -> [Answer.Series] {
        let text = try await Site.curl(
            prometheus + "/api/v1/query", "--get", "--data-urlencode", "query=\(expression)")
        return try JSONDecoder().decode(Answer.self, from: Data(text.utf8)).data.result
    }

    @Test func prometheusScrapesItWithoutFault() async throws {
        try await Site.with { site in
            let exporter = try site.start()
            let url = try await exporter.url()
            try await Site.polled(url)
            let configuration = """
                global: {scrape_interval: 1s}
                scrape_configs:
                  - job_name: oresundskraft
                    static_configs: [{targets: ["\(url.dropFirst("http://".count))"]}]
                """
            let prometheus = try await Prometheus.start(configuration, flags: ["--log.level=debug"], in: site.folder)
            let address = prometheus.address
            try await eventually("the readings are in Prometheus") {
                guard let series = try? await query(address, "oresundskraft_timeseries_value") else { return false }
                return !series.isEmpty
            }
            // Each line of the scrape is a series with the same value.
            let scrape = try await Site.get(url + "/metrics?name[]=oresundskraft_timeseries_value")
            let lines = scrape.split(separator: "\n").filter { !$0.hasPrefix("#") }
            let stored = try await query(address, "oresundskraft_timeseries_value")
            #expect(stored.count == lines.count)
            for series in stored {
                let point = series.metric["metering_point"] ?? ""
                let value = Double(series.value.last?.text ?? "")
                let matching = lines.filter {
                    $0.contains(point) && $0.contains("unit=\"\(series.metric["unit"] ?? "")\"")
                        && $0.contains("microproduction=\"\(series.metric["microproduction"] ?? "")\"")
                }
                #expect(matching.compactMap { $0.split(separator: " ").last.flatMap { Double($0) } } == [value])
            }
            let up = try await query(address, "up{job=\"oresundskraft\"}")
            #expect(up.map { $0.value.last?.text } == ["1"])
            // Prometheus logs what it drops or doubts.
            for complaint in ["duplicate", "out of order", "Scrape failed", "append failed"] {
                #expect(!prometheus.program.errors.contains(complaint), "\(prometheus.program.errors)")
            }
            try await prometheus.program.end()
            try await exporter.end()
        }
    }
}
