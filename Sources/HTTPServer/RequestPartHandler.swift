import NIOCore
import NIOHTTP1

/// Behind the parser: hands what it finds to the connection in front of it.
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
