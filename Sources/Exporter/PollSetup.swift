import Curl

/// A configuration that can be polled with: its certificates and proxy have been taken by the transport.
struct PollSetup: Sendable {
    let configuration: Configuration
    let transport: CurlClient
    /// In the order of the configuration; none where nothing is pushed.
    let receivers: [ReceiverSetup]

    /// - Throws: `CurlError` where they cannot be.
    ///
    /// - Parameter isPushing: false where readings are only polled.
    init(_ configuration: Configuration, version: String, isPushing: Bool = true) throws(CurlError) {
        self.configuration = configuration
        transport = try CurlClient(TransportOptions(configuration.api, version: version))
        var receivers: [ReceiverSetup] = []
        for receiver in isPushing ? configuration.remoteWrite : [] {
            receivers.append(try ReceiverSetup(receiver, version: version))
        }
        self.receivers = receivers
    }
}
