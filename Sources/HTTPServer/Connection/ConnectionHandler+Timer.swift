import Logging
import NIOCore

/// Time limits, as ``ConnectionState`` sets them.
extension ConnectionHandler {
    /// Sets the one timer again if it would fire too late. If it fires too early, it sets itself again.
    func setTimer(_ context: ChannelHandlerContext) {
        guard let next = state.deadline(owed: answers.count) else { return }
        if let timer, timer.at <= next.at {
            return
        }
        timer?.task.cancel()
        let task = context.eventLoop.assumeIsolated().scheduleTask(deadline: next.at) { [self] in
            timer = nil
            timerFired()
        }
        timer = (next.at, task)
    }

    private func timerFired() {
        guard let context, context.channel.isActive else { return }
        guard let next = state.deadline(owed: answers.count), next.at <= now else {
            setTimer(context)
            return
        }
        switch next.timeout {
        case .handshake, .idle, .linger, .answer:
            context.close(promise: nil)
        case .request:
            reject(.timeout)
            advance()
        case .writeStall:
            let buffered = bufferedBytes(context)
            guard buffered < bufferedAtProgress else {
                server.logger.debug("connection closed: its client does not read the answer")
                context.close(promise: nil)
                return
            }
            bufferedAtProgress = buffered
            state.writeProgressed(at: now)
            setTimer(context)
        }
    }

    /// Returns the number of answer bytes that the kernel has not accepted.
    func bufferedBytes(_ context: ChannelHandlerContext) -> Int {
        (try? context.channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
    }
}
