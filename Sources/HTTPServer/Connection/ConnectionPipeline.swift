import Logging
import NIOCore
import NIOHTTP1

/// The handlers of a connection.
enum ConnectionPipeline {
    /// Enters the connection in the directory and adds its handlers, after those of encryption.
    ///
    /// - Throws: `ChannelError` if a shutdown has begun, which closes the connection.
    static func configure(_ channel: any Channel, server: ServerContext) throws {
        guard let id = server.directory.add(channel) else { throw ChannelError.ioOnClosedChannel }
        var decoderLimits = NIOHTTPDecoderLimitConfiguration()
        decoderLimits.maxHeaderFieldSize = server.limits.headBytes
        decoderLimits.maxHeaderListSize = server.limits.headBytes
        decoderLimits.maxHeaderFieldCount = server.limits.headerFields
        let encryption = server.gate.encryption
        let connection = ConnectionHandler(
            server: server, id: id, isEncrypted: encryption != nil, now: channel.eventLoop.now)
        if let encryption {
            try channel.pipeline.syncOperations.addHandler(EncryptionStart(encryption, connection: connection))
        }
        let parser = HTTPRequestDecoder(leftOverBytesStrategy: .dropBytes, limitConfiguration: decoderLimits)
        try channel.pipeline.syncOperations.addHandlers([
            connection, ByteToMessageHandler(parser), RequestPartHandler(connection: connection),
        ])
    }
}

/// Passes the results of the parser before it to the connection in front of the parser.
final class RequestPartHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart

    private let connection: ConnectionHandler

    init(connection: ConnectionHandler) {
        self.connection = connection
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): connection.received(head)
        case .body(let bytes): connection.received(bytes)
        case .end: connection.receivedEnd()
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        connection.parserFailed(error)
    }
}

/// Objects that all connections of a server share.
struct ServerContext: Sendable {
    let routes: RouteTable
    let limits: ServerLimits
    let logger: Logger
    let directory: ConnectionDirectory
    let gate: any RequestGate
    let onResponse: @Sendable (_ path: String, _ code: Int) -> Void
    /// Seconds since 1970.
    let now: @Sendable () -> Int
}
