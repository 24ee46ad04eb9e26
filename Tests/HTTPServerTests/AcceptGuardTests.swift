import Glibc
import NIOCore
import NIOEmbedded
import Testing

@testable import HTTPServer

struct AcceptGuardTests {
    private let channel = EmbeddedChannel()
    private let directory = ConnectionDirectory(capacity: 4)

    init() throws {
        try channel.pipeline.syncOperations.addHandler(AcceptGuard(directory: directory, logger: .silent))
    }

    /// A channel that records its events, newest last.
    private var isAccepting: Bool {
        let told = channel.options.last { $0.option is ChannelOptions.Types.AutoReadOption }
        return told?.value as? Bool ?? true
    }

    @Test(arguments: [EMFILE, ENFILE, ENOBUFS, ENOMEM])
    func aLackOfFileDescriptorsClosesOneConnectionAndAcceptingContinues(_ code: CInt) throws {
        let connection = EmbeddedChannel()
        try connection.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        _ = directory.add(connection)
        channel.pipeline.fireErrorCaught(IOError(errnoCode: code, reason: "accept"))
        #expect(!connection.isActive)
        #expect(directory.count == 0)
        #expect(isAccepting)
        _ = try channel.finish(acceptAlreadyClosed: true)
    }

    @Test func acceptingPausesIfNoConnectionCanBeClosed() throws {
        channel.pipeline.fireErrorCaught(IOError(errnoCode: EMFILE, reason: "accept"))
        #expect(!isAccepting)
        channel.embeddedEventLoop.advanceTime(by: AcceptGuard.rest)
        #expect(isAccepting)
        _ = try channel.finish(acceptAlreadyClosed: true)
    }

    @Test func anotherErrorChangesNothing() throws {
        let connection = EmbeddedChannel()
        _ = directory.add(connection)
        channel.pipeline.fireErrorCaught(IOError(errnoCode: ECONNABORTED, reason: "accept"))
        #expect(isAccepting)
        #expect(directory.count == 1)
        _ = try channel.finish(acceptAlreadyClosed: true)
        _ = try connection.finish(acceptAlreadyClosed: true)
    }
}
