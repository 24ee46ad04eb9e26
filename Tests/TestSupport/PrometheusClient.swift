import Foundation

/// Python's `prometheus_client`, an independent check of an exposition.
package enum PrometheusClient {
    /// A sample as the parser read it.
    package struct Sample: Codable, Hashable, Sendable {
        package var family: String
        package var type: String
        package var help: String
        package var name: String
        package var labels: [String: String]
        /// As Python writes it: `1.5`, `nan`, `inf`.
        package var value: String
    }

    /// Reads an exposition, OpenMetrics by its strict parser.
    ///
    /// - Throws: ``Program/Failure`` with the parser's complaint if it refuses the text.
    package static func read(_ exposition: [UInt8], asOpenMetrics: Bool) async throws -> [Sample] {
        let answer = try await Program.python.run(
            ["-c", script, asOpenMetrics ? "openmetrics" : "text"], input: exposition)
        guard answer.status == 0 else { throw Program.Failure(description: "prometheus_client: \(answer.errors)") }
        return try JSONDecoder().decode([Sample].self, from: Data(answer.output))
    }

    private static let script = """
        import json, sys
        import prometheus_client.parser as text, prometheus_client.openmetrics.parser as openmetrics
        parser = openmetrics if sys.argv[1] == "openmetrics" else text
        exposition = sys.stdin.buffer.read().decode("utf-8")
        print(json.dumps([
            dict(family=f.name, type=f.type, help=f.documentation, name=s.name, labels=s.labels, value=repr(s.value))
            for f in parser.text_string_to_metric_families(exposition) for s in f.samples
        ]))
        """
}
