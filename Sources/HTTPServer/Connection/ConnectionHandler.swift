import Logging
import NIOCore
import NIOHTTP1
import NIOTLS

/// One connection, in front of the parser.
///
/// It feeds the parser one request at a time, has each one answered, writes the answers in order, and closes when
/// ``ConnectionState`` says so. The values that it holds decide; the handler only makes the channel's calls.
///
/// Pipeline: `EncryptionStart` and those of encryption, if any → `ConnectionHandler` → `ByteToMessageHandler(HTTPRequestDecoder)` → `RequestPartHandler`, which calls back.
final class ConnectionHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// The number of answers that one connection gets before the others have their turn.
    static let mostAnswersInTurn = 4

    let server: ServerContext
    let id: ConnectionRegistry.ID
    var context: ChannelHandlerContext?
    var state: ConnectionState
    var splitter: RequestSplitter
    var answers = AnswerQueue()
    var incoming: IncomingRequest?
    var tasks: [UInt64: Task<Void, Never>] = [:]
    /// The permit of an answer that is not sent yet: the next request of this connection needs no other.
    weak var permit: RequestLimit.Permit?
    /// Bytes received that the parser has not been given yet.
    private var input = ByteBuffer()
    private var isAdvancing = false
    /// True if the parser needs more bytes than have arrived.
    private var isStarved = true
    private var isTurnPending = false
    /// Answers written in the connection's present turn.
    var answersInTurn = 0
    var needsFlush = false
    var timer: (at: NIODeadline, task: Scheduled<Void>)?
    var bufferedAtProgress = 0

    init(server: ServerContext, id: ConnectionRegistry.ID, isEncrypted: Bool = false, now: NIODeadline) {
        self.server = server
        self.id = id
        state = ConnectionState(limits: server.limits, isEncrypted: isEncrypted, now: now)
        splitter = RequestSplitter(limits: server.limits)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
    }

    func channelActive(context: ChannelHandlerContext) {
        context.fireChannelActive()
        advance()
    }

    func channelInactive(context: ChannelHandlerContext) {
        state.end()
        timer?.task.cancel()
        timer = nil
        for task in tasks.values {
            task.cancel()
        }
        tasks = [:]
        server.directory.remove(id)
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !state.hasEnded else {
            return  // Read only so that closing does not reset the connection while an answer is on its way.
        }
        var bytes = unwrapInboundIn(data)
        if input.readableBytes == 0 {
            input = bytes
        } else {
            input.writeBuffer(&bytes)
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        advance()
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        advance()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case ChannelEvent.inputClosed:
            // Not passed on: the parser would treat it as an error of its own.
            state.clientClosedInput()
            advance()
        case is DrainEvent:
            drain(context)
        case TLSUserEvent.handshakeCompleted:
            state.handshakeEnded(at: now)
            advance()
        default:
            context.fireUserInboundEventTriggered(event)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        server.logger.debug("connection failed", metadata: ["error": "\(error)"])
        context.close(promise: nil)
    }

    private func drain(_ context: ChannelHandlerContext) {
        state.drain()
        input = ByteBuffer()
        if state.isFinished(owed: answers.count) && !state.isLingering {
            context.close(promise: nil)
        }
    }

    /// Continues as far as possible: parses, flushes, closes, reads, and sets the timer.
    func advance() {
        guard let context, !isAdvancing else { return }
        isAdvancing = true
        defer { isAdvancing = false }
        answersInTurn = 0
        repeat {
            parse(context)
            writeReadyAnswers()
            if needsFlush {
                needsFlush = false
                context.flush()
                bufferedAtProgress = state.hasUnflushed ? bufferedBytes(context) : 0
            }
        } while goesOn(context) && answersInTurn < Self.mostAnswersInTurn
        if goesOn(context) {
            yieldTurn(context)
        }
        guard context.channel.isActive else { return }
        if state.isFinished(owed: answers.count) && !state.isLingering {
            state.lingerBegan(at: now)
            context.close(mode: state.inputIsClosed ? .all : .output, promise: nil)
        }
        if state.isLingering || (isStarved && takesBytes(context)) {
            context.read()
        }
        setTimer(context)
    }

    /// Returns true if there are requests that could be answered at once.
    private func goesOn(_ context: ChannelHandlerContext) -> Bool {
        input.readableBytes > 0 && takesBytes(context) && !isStarved
    }

    /// Gives other connections their turn, so that one with hundreds of pipelined requests does not hold up a scrape.
    private func yieldTurn(_ context: ChannelHandlerContext) {
        guard !isTurnPending else { return }
        isTurnPending = true
        // A task that is ready at once would run before the event loop checks any socket, hence the pause.
        context.eventLoop.assumeIsolated().scheduleTask(in: .microseconds(50)) { [self] in
            isTurnPending = false
            advance()
        }
    }

    private func parse(_ context: ChannelHandlerContext) {
        isStarved = input.readableBytes == 0
        while takesBytes(context), !isStarved, answersInTurn < Self.mostAnswersInTurn {
            do throws(Rejection) {
                let piece = try splitter.next(from: &input)
                if !splitter.isBetweenRequests {
                    state.requestBegan(at: now)
                }
                isStarved = piece == nil || input.readableBytes == 0
                if let piece {
                    context.fireChannelRead(wrapInboundOut(piece))
                    if splitter.lacksVersion && !state.hasEnded {
                        throw Rejection(400, "the request line is malformed")
                    }
                }
            } catch {
                reject(error)
            }
        }
        if state.hasEnded || input.readableBytes == 0 {
            input = ByteBuffer()
        }
        if isStarved && state.inputIsClosed && !state.hasEnded {
            if state.isInRequest {
                reject(.incomplete)
            } else {
                state.end()
            }
        }
    }

    private func takesBytes(_ context: ChannelHandlerContext) -> Bool {
        state.takesBytes(owed: answers.count, isWritable: context.channel.isWritable)
    }

    var now: NIODeadline {
        context?.eventLoop.now ?? .now()
    }
}
