import Logging
import NIOCore
import NIOSSL
import NIOTLS

/// Refuses clients whose certificate has none of the allowed names, and lets clients end a connection in any way.
///
/// It stands after the handler of TLS, which has verified the certificate when the handshake is complete.
final class ClientCheck: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let handler: NIOSSLHandler
    private let allowedNames: Set<String>
    private let logger: Logger
    private var isTurnedAway = false

    init(handler: NIOSSLHandler, allowedNames: Set<String>, logger: Logger) {
        self.handler = handler
        self.allowedNames = allowedNames
        self.logger = logger
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case TLSUserEvent.handshakeCompleted = event, !allowedNames.isEmpty {
            let names = handler.peerCertificate?.subjectNames ?? []
            guard names.contains(where: allowedNames.contains) else {
                logger.debug("client refused", metadata: ["names": "\(names)"])
                isTurnedAway = true
                context.close(promise: nil)
                // Nothing else reads the client's `close_notify`, which ends the connection at once.
                context.read()
                return
            }
        }
        context.fireUserInboundEventTriggered(event)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if !isTurnedAway { context.fireChannelRead(data) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // A client that ends without a `close_notify` has still sent its requests; incomplete ones
        // are refused as such.
        if case NIOSSLError.uncleanShutdown = error { return }
        context.fireErrorCaught(error)
    }
}

extension NIOSSLCertificate {
    /// The subject alternative names in Go's form: host names, e-mail and IP addresses, URIs.
    var subjectNames: [String] {
        _subjectAlternativeNames().compactMap { name in
            switch name.nameType {
            case .dnsName, .email, .uri: String(validating: name.contents, as: UTF8.self)
            case .ipAddress:
                try? SocketAddress(packedIPAddress: ByteBuffer(bytes: Array(name.contents)), port: 0).ipAddress
            default: nil
            }
        }
    }
}
