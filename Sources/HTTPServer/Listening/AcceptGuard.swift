import Ground
import Logging
import NIOCore
import SystemPackage

/// Keeps a listening socket going when file descriptors run out.
///
/// If accepting fails for lack of one, it closes the connection that has gone longest without a complete request, which
/// frees one. Without such a connection, accepting pauses a moment instead of spinning.
final class AcceptGuard: ChannelInboundHandler {
    typealias InboundIn = any Channel

    /// The pause in accepting. Clients that connect meanwhile wait in the kernel.
    static let rest: TimeAmount = .milliseconds(20)

    private let directory: ConnectionDirectory
    private let logger: Logger
    private var warnedAt: NIODeadline?

    init(directory: ConnectionDirectory, logger: Logger) {
        self.directory = directory
        self.logger = logger
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard let error = error as? IOError, Self.isShortage(error.errnoCode) else {
            logger.debug("accepting a connection failed", metadata: ["error": "\(error)"])
            return
        }
        warn(error, now: context.eventLoop.now)
        guard !directory.evict() else { return }
        // Withholding `read` would not help: after a failed accept the newest is still pending, and the selector keeps
        // firing.
        try? context.channel.syncOptions?.setOption(.autoRead, value: false)
        context.eventLoop.assumeIsolated().scheduleTask(in: Self.rest) {
            try? context.channel.syncOptions?.setOption(.autoRead, value: true)
        }
    }

    private static func isShortage(_ code: CInt) -> Bool {
        [.tooManyOpenFiles, .tooManyOpenFilesInSystem, .noBufferSpace, .noMemory].contains(Errno(rawValue: code))
    }

    /// Warns at most once a minute.
    private func warn(_ error: IOError, now: NIODeadline) {
        if let warnedAt, now < warnedAt + .minutes(1) {
            return
        }
        warnedAt = now
        logger.warning(
            "could not accept a connection; closed the one idle for longest",
            metadata: ["error": "\(error)", "remedy": "raise the limit of open files (ulimit -n, LimitNOFILE=)"])
    }
}
