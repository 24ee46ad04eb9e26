import NIOCore

/// The handler next to the socket of a connection that is to be encrypted.
///
/// It waits for the first byte, so that encryption costs memory only for clients that begin it, and a client of plain
/// HTTP gets an answer. It stays in front to abort a connection, which encryption would delay by its `close_notify`.
final class EncryptionStart: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = Never

    private let encryption: any ConnectionEncryption
    private let connection: ConnectionHandler
    private var isDecided = false

    init(_ encryption: any ConnectionEncryption, connection: ConnectionHandler) {
        self.encryption = encryption
        self.connection = connection
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isDecided, let first = unwrapInboundIn(data).readableBytesView.first else {
            context.fireChannelRead(data)
            return
        }
        isDecided = true
        // Methods are capital letters; a record of TLS begins with a number below 32 (RFC 8446 section 5.1).
        guard !(UInt8(ascii: "A")...UInt8(ascii: "Z") ~= first) else {
            connection.refusePlainText()
            return
        }
        do {
            try context.pipeline.syncOperations.addHandlers(encryption.makeHandlers(), position: .after(self))
            context.fireChannelRead(data)
        } catch {
            context.close(promise: nil)
        }
    }

    func triggerUserOutboundEvent(context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?) {
        if event is AbortEvent {
            context.close(promise: promise)
        } else {
            context.triggerUserOutboundEvent(event, promise: promise)
        }
    }
}

/// The event that aborts a connection.
struct AbortEvent: Sendable {}

extension Channel {
    /// Closes the channel without the `close_notify` of TLS.
    func abort() {
        let promise = eventLoop.makePromise(of: Void.self)
        // Nobody handles the event without encryption.
        promise.futureResult.whenFailure { _ in self.close(promise: nil) }
        triggerUserOutboundEvent(AbortEvent(), promise: promise)
    }
}
