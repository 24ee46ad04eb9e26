import Foundation
import NIOCore
import NIOPosix
import Synchronization
import TestSupport

/// A connection that shows the bytes as they come, and its end.
final class RawClient: Sendable {
    private struct State {
        var bytes: [UInt8] = []
        var total = 0
        var isClosed = false
        var error: (any Error)?
    }

    private let channel: any Channel
    private let collected: Collected

    private final class Collected: ChannelInboundHandler, Sendable {
        typealias InboundIn = ByteBuffer
        let state = Mutex(State())

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let buffer = unwrapInboundIn(data)
            state.withLock {
                $0.total += buffer.readableBytes
                // A huge answer is counted, not kept.
                if $0.bytes.count < 8 << 20 { $0.bytes += Array(buffer.readableBytesView) }
            }
        }

        func channelInactive(context: ChannelHandlerContext) { state.withLock { $0.isClosed = true } }

        func errorCaught(context: ChannelHandlerContext, error: any Error) { state.withLock { $0.error = error } }
    }

    private init(_ channel: any Channel, _ state: Collected) {
        self.channel = channel
        collected = state
    }

    static func connect(port: Int) async throws -> RawClient {
        let collected = Collected()
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelInitializer { $0.pipeline.addHandler(collected) }
            .connect(host: "127.0.0.1", port: port).get()
        return RawClient(channel, collected)
    }

    func send(_ text: String) async throws { try await channel.writeAndFlush(ByteBuffer(string: text)).get() }

    func close() async { try? await channel.close().get() }

    var bytes: [UInt8] { collected.state.withLock { $0.bytes } }
    var text: String { String(decoding: bytes, as: UTF8.self) }
    /// All that came, also what was not kept.
    var total: Int { collected.state.withLock { $0.total } }
    var isClosed: Bool { collected.state.withLock { $0.isClosed } }
    var wasReset: Bool { collected.state.withLock { "\($0.error.map { "\($0)" } ?? "")".contains("reset") } }

    var head: String? {
        let beginning = String(decoding: bytes.prefix(4096), as: UTF8.self)
        return beginning.range(of: "\r\n\r\n").map { String(beginning[..<$0.lowerBound]) }
    }
    /// As it came, chunks and all.
    var body: String { head.map { String(decoding: bytes.dropFirst($0.utf8.count + 4), as: UTF8.self) } ?? "" }

    func header(_ name: String) -> String? {
        head?.split(separator: "\r\n").first { $0.lowercased().hasPrefix("\(name.lowercased()): ") }
            .map { String($0.dropFirst(name.count + 2)) }
    }

    var status: Int? { text.hasPrefix("HTTP/1.1 ") ? Int(text.dropFirst(9).prefix(3)) : nil }

    func waitForEnd() async throws { try await eventually("the connection ends") { isClosed } }

    /// Waits until the whole answer is there, by its length.
    func waitForAnswer() async throws {
        try await eventually("an answer") {
            guard let length = header("Content-Length").flatMap({ Int($0) }) else {
                return bytes.suffix(5) == Array("0\r\n\r\n".utf8)[...]
            }
            return body.utf8.count >= length
        }
    }
}
