import Configuration
import HTTPServer
import Logging
import NIOCore
import NIOSSL

/// Encrypts connections with BoringSSL, by the web configuration.
struct TLSAcceptor: ConnectionEncryption {
    private let context: NIOSSLContext
    private let policy: WebConfiguration.ClientPolicy
    private let allowedNames: Set<String>
    private let logger: Logger
    /// The earliest expiry among the certificates of the server's chain, in seconds since 1970.
    let certificatesEnd: Int

    /// The default suites of TLS 1.2: those with forward secrecy and authenticated encryption.
    private static let cipherSuites: [UInt16] = [0xC02B, 0xC02F, 0xC02C, 0xC030, 0xCCA9, 0xCCA8]

    /// Creates an acceptor. It blocks, because it reads the system's certificates if clients may be of any authority.
    ///
    /// - Throws: an error of NIOSSL if certificates or key cannot be used.
    init(_ tls: WebConfiguration.TLS, logger: Logger) throws {
        let chain = try NIOSSLCertificate.fromPEMBytes(tls.certificate)
        certificatesEnd = chain.map { Int($0.notValidAfter) }.min() ?? 0
        policy = tls.clientPolicy
        allowedNames = Set(tls.allowedNames)
        self.logger = logger
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) },
            privateKey: .privateKey(try NIOSSLPrivateKey(bytes: tls.key.pem, format: .pem)))
        configuration.minimumTLSVersion = tls.minimum == .tls13 ? .tlsv13 : .tlsv12
        configuration.maximumTLSVersion = tls.maximum == .tls13 ? .tlsv13 : .tlsv12
        configuration.cipherSuiteValues = (tls.cipherSuites ?? Self.cipherSuites).map { NIOTLSCipher($0) }
        configuration.curves = tls.curves?.map { NIOTLSCurve($0) }
        configuration.applicationProtocols = ["http/1.1"]
        // The longest wait for a client to answer `close_notify`.
        configuration.shutdownTimeout = .seconds(2)
        if policy == .none {
            configuration.certificateVerification = .none
        } else {
            // Allowed names are names of certificates, so with them a certificate is required.
            configuration.certificateVerification =
                policy.requires || !allowedNames.isEmpty ? .noHostnameVerification : .optionalVerification
            configuration.trustRoots = try Self.authorities(tls)
            configuration.sendCANameList = tls.clientCA != nil
        }
        context = try NIOSSLContext(configuration: configuration)
    }

    private static func authorities(_ tls: WebConfiguration.TLS) throws -> NIOSSLTrustRoots {
        guard tls.clientPolicy.verifies else { return .certificates([]) }
        guard let pem = tls.clientCA else { return .default }
        return .certificates(try NIOSSLCertificate.fromPEMBytes(pem))
    }

    func makeHandlers() -> [any ChannelHandler] {
        var configuration = NIOSSLHandler.Configuration()
        // After a large answer an idle connection keeps no buffer of that size.
        configuration.maximumPreservedOutboundBufferCapacity = 64 * 1024
        let handler: NIOSSLServerHandler
        if policy == .request || policy == .requireAny {
            // A certificate is required, but not verified.
            handler = NIOSSLServerHandler(
                context: context, customVerificationCallback: { _, promise in promise.succeed(.certificateVerified) },
                configuration: configuration)
        } else {
            handler = NIOSSLServerHandler(context: context, configuration: configuration)
        }
        return [handler, ClientCheck(handler: handler, allowedNames: allowedNames, logger: logger)]
    }
}
