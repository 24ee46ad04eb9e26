import NIOCore
import NIOEmbedded

@testable import HTTPServer

/// A connection without a socket, whose clock the test moves.
struct EmbeddedConnection {
    let channel = EmbeddedChannel()
    let directory: ConnectionDirectory
    let counts = AnswerCounts()

    init(limits: ServerLimits = .init()) throws {
        directory = ConnectionDirectory(capacity: limits.connections)
        let routes = [
            Route(path: "/metrics") { _ in .ready(.text(200, "up 1")) },
            Route(path: "/query") { _ in .ready(.text(200, "query")) },
            Route(path: "/reload", method: "POST") { request in .ready(.text(200, "\(request.body.readableBytes)")) },
        ]
        let counts = counts
        try ConnectionPipeline.configure(
            channel,
            server: ServerContext(
                routes: RouteTable(routes), limits: limits, logger: .silent, directory: directory,
                gate: OpenGate(), onResponse: { counts.add($0, $1) }, now: { 784_111_777 }))
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
    }

    var isOpen: Bool { channel.isActive }

    func receive(_ bytes: ByteBuffer) throws {
        try channel.writeInbound(bytes)
    }

    func receive(_ text: String) throws {
        try receive(ByteBuffer(string: text))
    }

    func endInput() throws {
        channel.pipeline.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
    }

    func advance(by time: TimeAmount) {
        channel.embeddedEventLoop.advanceTime(by: time)
    }

    /// The bytes written since the last call.
    func written() throws -> String {
        var text = ""
        while let part = try channel.readOutbound(as: ByteBuffer.self) {
            text += String(buffer: part)
        }
        return text
    }

    func finish() throws {
        _ = try? channel.finish(acceptAlreadyClosed: true)
    }
}
