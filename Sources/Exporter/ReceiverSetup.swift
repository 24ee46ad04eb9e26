package import Configuration
import Curl
import Ground
import Polling
import RemoteWrite

/// A receiver of the configuration, ready for sending.
package struct ReceiverSetup: Sendable {
    let options: ReceiverOptions
    /// Host and port.
    let host: String
    let transport: CurlClient

    /// - Throws: `CurlError` if its certificates cannot be used.
    init(_ receiver: Configuration.RemoteWrite, version: String) throws(CurlError) {
        options = ReceiverOptions(receiver)
        host = receiver.url.authority
        transport = try CurlClient(
            TransportOptions(
                tls: TLSOptions(receiver.tls),
                proxy: receiver.proxy?.address.reveal() ?? (receiver.url.isLoopback ? "" : nil),
                userAgent: .exporter(version),
                maxConnectionsPerHost: 1, maxKeptConnections: 1))
    }
}

extension ReceiverSetup {
    /// Sends a receiver a request without samples.
    ///
    /// - Parameter version: the program's, for the header `User-Agent`.
    /// - Returns: the reason that it would accept no samples; nil if it accepts them.
    package static func ping(_ receiver: Configuration.RemoteWrite, version: String) async -> String? {
        do {
            let setup = try ReceiverSetup(receiver, version: version)
            try await ReceiverPing.ask(setup.options, transport: setup.transport)
            return nil
        } catch {
            return "\(error)"
        }
    }
}

extension ReceiverOptions {
    fileprivate init(_ receiver: Configuration.RemoteWrite) {
        let credentials = receiver.credentials
        self.init(
            name: receiver.name, url: receiver.url.address.reveal(), since: receiver.since, settle: receiver.settle,
            batch: receiver.batch, externalLabels: receiver.externalLabels,
            headers: receiver.headers.map { (name: $0.name, value: $0.value) },
            authentication: { try credentials.authentication() }, timeout: receiver.timeout,
            message: Message(receiver.protobufMessage))
    }
}

extension ReceiverOptions.Message {
    fileprivate init(_ message: Configuration.ProtobufMessage) {
        self =
            switch message {
            case .auto: .auto
            case .writeRequest: .version1
            case .request: .version2
            }
    }
}

extension Configuration.Credentials {
    /// The reason that the file of a password or token cannot be used, without its content.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Reads the file of the credentials.
    ///
    /// - Throws: ``Failure``
    func authentication() throws -> Authentication {
        func secret(_ path: String, _ key: String) throws(Failure) -> Secret {
            do {
                return try SecretFile.read(path, as: .credential).secret
            } catch {
                throw Failure(description: "\(key) \(path) \(error.reason)")
            }
        }
        return switch self {
        case .none: .none
        case .basic(let username, let file):
            .basic(username: username, password: try secret(file, "password_file"))
        case .bearer(let file): .bearer(try secret(file, "bearer_token_file"))
        }
    }
}
