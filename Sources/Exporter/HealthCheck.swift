import Configuration
import Curl
import WebSecurity

/// Asks a running exporter for its health, for containers that have neither a shell nor curl.
package enum HealthCheck {
    /// The reason that an exporter does not count as healthy.
    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    /// Returns the path of the Unix socket beside a store, at which `serve` answers.
    package static func socketPath(store path: String) -> String { path + ".sock" }

    /// Asks at the socket of the exporter with a store.
    ///
    /// - Throws: ``Failure``, or `CurlError`.
    package static func ask(store path: String) async throws {
        let socket = socketPath(store: path)
        do {
            try await ask("http://localhost/-/healthy", unixSocket: socket)
        } catch let error as CurlError {
            let reason = error.kind == .network ? "is it running, and with this storage.path?" : "\(error)"
            throw Failure(description: "nothing answers at \(socket), which `serve` opens: \(reason)")
        }
    }

    /// Asks at the address of a server that a web configuration file secures.
    ///
    /// - Throws: `ConfigurationError` if the file has faults, or `HealthProbe.Failure`.
    package static func ask(_ url: String, webConfiguration path: String) async throws {
        let (configuration, _) = try WebConfiguration.load(path: path, judge: CertificateInspector())
        try await HealthProbe(url, configuration: configuration).ask()
    }

    /// - Throws: ``Failure``, or `CurlError`.
    package static func ask(_ url: String, unixSocket: String? = nil) async throws {
        // The address is this machine's own, so no proxy of the environment is used.
        let client = try CurlClient(
            TransportOptions(proxy: "", unixSocket: unixSocket, connectTimeout: .seconds(2)))
        let response = try await client.send(
            CurlRequest(url: url, timeout: .seconds(4), stallTimeout: .seconds(4), maxResponseSize: 1 << 16))
        guard response.status == 200 else { throw Failure(description: "\(url) answered \(response.status)") }
    }
}
