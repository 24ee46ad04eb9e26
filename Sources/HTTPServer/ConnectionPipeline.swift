import NIOCore
import NIOHTTP1

/// The handlers of a connection.
enum ConnectionPipeline {
    /// Enters the connection in the directory and adds its handlers; a TLS handler would be added before them.
    /// - Throws: `ChannelError` where a shutdown has begun, which closes the connection.
    static func configure(_ channel: any Channel, server: ServerContext) throws {
        guard let id = server.directory.add(channel) else {
            throw ChannelError.ioOnClosedChannel
        }
        var decoderLimits = NIOHTTPDecoderLimitConfiguration()
        decoderLimits.maxHeaderFieldSize = server.limits.headBytes
        decoderLimits.maxHeaderListSize = server.limits.headBytes
        decoderLimits.maxHeaderFieldCount = server.limits.headerFields
        let connection = ConnectionHandler(server: server, id: id, now: channel.eventLoop.now)
        let parser = HTTPRequestDecoder(leftOverBytesStrategy: .dropBytes, limitConfiguration: decoderLimits)
        try channel.pipeline.syncOperations.addHandlers([
            connection, ByteToMessageHandler(parser), RequestPartHandler(connection: connection),
        ])
    }
}
