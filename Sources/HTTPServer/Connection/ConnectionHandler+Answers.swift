import NIOCore

/// Writing answers, in the order of their requests.
extension ConnectionHandler {
    /// Writes the answers that are ready, up to the first one that is not.
    func writeReadyAnswers() {
        while let (frame, response) = answers.popReady() {
            var frame = frame
            frame.closes = frame.closes || (state.hasEnded && answers.isEmpty)
            write(response, frame: frame)
        }
        if answers.isEmpty, incoming?.owesContinue == true, let context {
            incoming?.owesContinue = false
            context.write(wrapOutboundOut(ByteBuffer(string: "HTTP/1.1 100 Continue\r\n\r\n")), promise: nil)
            needsFlush = true
        }
    }

    private func write(_ response: HTTPResponse, frame: AnswerFrame) {
        guard let context else { return }
        var head = context.channel.allocator.buffer(capacity: 256)
        ResponseHead.write(response, frame: frame, fields: server.gate.fields, now: server.now(), to: &head)
        let hasBody = !frame.headOnly && ResponseHead.hasBody(response.status)
        var last = head
        for part in hasBody ? response.body : [] where part.readableBytes > 0 {
            context.write(wrapOutboundOut(last), promise: nil)
            last = part
        }
        let promise = context.eventLoop.makePromise(of: Void.self)
        // The permit goes with the closure, also where the write fails.
        promise.futureResult.assumeIsolated().whenSuccess { [self, permit = frame.permit] in
            _ = permit
            state.answerFlushed(at: now)
            advance()
        }
        answersInTurn += 1
        state.answerWritten(at: now)
        context.write(wrapOutboundOut(last), promise: promise)
        needsFlush = true
        server.onResponse(frame.pathLabel, response.status)
    }

    /// Keeps a place in the queue for an answer that takes time, and fills it later.
    func wait(for make: @escaping @Sendable () async -> HTTPResponse, frame: AnswerFrame) {
        fulfil(answers.append(frame), with: make)
    }

    private func fulfil(_ slot: UInt64, with make: @escaping @Sendable () async -> HTTPResponse) {
        run(slot, make) { connection, response in
            connection.answers.fulfil(slot, with: response)
        }
    }

    /// Keeps a place in the queue for the answer to a request that awaits a decision.
    ///
    /// - Parameters:
    ///   - decide: returns the refusal, or nil.
    ///   - reply: called on the event loop if there is no refusal.
    func wait(
        for decide: @escaping @Sendable () async -> HTTPResponse?, frame: AnswerFrame,
        reply: @escaping (_ frame: inout AnswerFrame) -> HTTPReply
    ) {
        let slot = answers.append(frame)
        let reply = context.map { NIOLoopBound(reply, eventLoop: $0.eventLoop) }
        run(slot, decide) { connection, refusal in
            var frame = frame
            switch refusal.map(HTTPReply.ready) ?? reply?.value(&frame) {
            case .ready(let response):
                connection.answers.fulfil(slot, with: response, permit: frame.permit)
            case .later(let make):
                connection.answers.hold(frame.permit, for: slot)
                connection.fulfil(slot, with: make)
            case nil:
                break
            }
        }
    }

    /// Runs `body` in a task, and `finish` with its result on the event loop, unless the connection has closed
    /// meanwhile.
    private func run<Result: Sendable>(
        _ slot: UInt64, _ body: @escaping @Sendable () async -> Result,
        then finish: @escaping @Sendable (ConnectionHandler, Result) -> Void
    ) {
        guard let eventLoop = context?.eventLoop else { return }
        let connection = NIOLoopBound(self, eventLoop: eventLoop)
        tasks[slot] = Task { [directory = server.directory] in
            let result = await body()
            directory.whileOpen {
                eventLoop.execute {
                    guard connection.value.tasks.removeValue(forKey: slot) != nil else { return }
                    finish(connection.value, result)
                    connection.value.advance()
                }
            }
        }
    }
}
