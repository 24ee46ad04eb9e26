import Glibc
import NIOCore
import NIOPosix

/// A client that sends bytes as they are and keeps what comes back, over real TCP.
final class RawClient: Sendable {
    /// The error of a wait that reached its deadline.
    struct DeadlineError: Error, CustomStringConvertible {
        let description: String
    }

    let channel: any Channel
    private let inbox: NIOLoopBound<Inbox>

    private init(channel: any Channel, inbox: NIOLoopBound<Inbox>) {
        self.channel = channel
        self.inbox = inbox
    }

    /// - Parameter reads: false for a client that never takes its answer.
    static func connect(port: Int, host: String = "127.0.0.1", reads: Bool = true) async throws -> RawClient {
        let group = MultiThreadedEventLoopGroup.singleton
        return try await ClientBootstrap(group: group)
            .channelOption(.autoRead, value: reads)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .channelOption(.socketOption(.so_rcvbuf), value: reads ? 262_144 : 4096)
            .connect(host: host, port: port)
            .flatMapThrowing { channel in
                let inbox = Inbox()
                try channel.pipeline.syncOperations.addHandler(inbox)
                return RawClient(channel: channel, inbox: NIOLoopBound(inbox, eventLoop: channel.eventLoop))
            }
            .get()
    }

    func send(_ text: String) async throws {
        try await send(bytes: ByteBuffer(string: text))
    }

    func send(bytes: ByteBuffer) async throws {
        try await channel.writeAndFlush(bytes)
    }

    func shutdownOutput() async throws {
        try await channel.close(mode: .output)
    }

    func close() async {
        try? await channel.close()
    }

    /// Closes so that the server sees a reset, not an end.
    func reset() async throws {
        try await (channel as? any SocketOptionProvider)?.setSoLinger(linger(l_onoff: 1, l_linger: 0)).get()
        try await channel.close()
    }

    /// The bytes received so far, once they contain `text`.
    func received(containing text: String) async throws -> String {
        try await wait(for: "\"\(text)\"") { $0.text.contains(text) }
    }

    /// The bytes received, once that many answers have come.
    func received(answers count: Int) async throws -> String {
        try await wait(for: "\(count) answers") { $0.text.split(separator: "HTTP/1.1 ").count >= count }
    }

    /// The bytes received, once the server has closed its side. A reset fails the test: it can lose an answer.
    func receivedToEnd() async throws -> String {
        try await wait(for: "the end") { $0.isEnded }
    }

    /// Waits until the connection has ended, in any way.
    func waitForClose() async throws {
        _ = try await wait(for: "the end of the connection", failsOnReset: false) { $0.isEnded || $0.error != nil }
    }

    private func wait(
        for what: String, failsOnReset: Bool = true, _ condition: @escaping @Sendable (Inbox) -> Bool
    ) async throws -> String {
        let loop = channel.eventLoop
        let promise = loop.makePromise(of: String.self)
        let inbox = inbox
        loop.execute {
            inbox.value.waiter = (condition, failsOnReset, promise)
            inbox.value.check()
        }
        let deadline = loop.scheduleTask(in: .seconds(20)) {
            let text = inbox.value.text
            promise.fail(DeadlineError(description: "no \(what) within 20 s, but: \(text.prefix(500))"))
        }
        defer { deadline.cancel() }
        return try await promise.futureResult.get()
    }
}

private final class Inbox: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    var text = ""
    var isEnded = false
    var error: (any Error)?
    var waiter: (condition: (Inbox) -> Bool, failsOnReset: Bool, promise: EventLoopPromise<String>)?

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        text += String(buffer: unwrapInboundIn(data))
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        check()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event as? ChannelEvent == .inputClosed {
            isEnded = true
            check()
            context.close(promise: nil)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        isEnded = true
        check()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        self.error = error
        check()
        context.close(promise: nil)
    }

    func check() {
        guard let waiter else { return }
        if let error, waiter.failsOnReset {
            self.waiter = nil
            waiter.promise.fail(error)
        } else if waiter.condition(self) {
            self.waiter = nil
            waiter.promise.succeed(text)
        }
    }
}
