import Curl

/// Asks a running exporter whether it lives, as a container's health check does where there is neither a shell nor curl.
package enum HealthCheck {
    /// Why an exporter does not count as healthy.
    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    /// - Throws: ``Failure``, or `CurlError`.
    package static func ask(_ url: String) async throws {
        // It is this machine's own: no proxy of the environment is on the way.
        let client = try CurlClient(TransportOptions(proxy: "", connectTimeout: .seconds(2)))
        let response = try await client.send(
            CurlRequest(url: url, timeout: .seconds(4), stallTimeout: .seconds(4), maxResponseSize: 1 << 16))
        guard response.status == 200 else { throw Failure(description: "\(url) answered \(response.status)") }
    }
}
