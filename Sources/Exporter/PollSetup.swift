import Curl

/// A configuration that can be polled with: its certificates and proxy have been taken by the transport.
struct PollSetup: Sendable {
    let configuration: Configuration
    let transport: CurlClient

    /// - Throws: `CurlError` where they cannot be.
    init(_ configuration: Configuration, version: String) throws(CurlError) {
        self.configuration = configuration
        transport = try CurlClient(TransportOptions(configuration.api, version: version))
    }
}
