import NIOCore

/// Writing answers, in the order of their requests.
extension ConnectionHandler {
    /// Writes the answers that are ready, up to the first that is not.
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
        guard let context else {
            return
        }
        var head = context.channel.allocator.buffer(capacity: 256)
        ResponseHead.write(response, frame: frame, now: server.now(), to: &head)
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

    /// Keeps a place in the queue for an answer that takes time, and fills it once it is made.
    func wait(for make: @escaping @Sendable () async -> HTTPResponse, frame: AnswerFrame) {
        guard let eventLoop = context?.eventLoop else {
            return
        }
        let slot = answers.append(frame)
        let connection = NIOLoopBound(self, eventLoop: eventLoop)
        tasks[slot] = Task { [directory = server.directory] in
            let response = await make()
            directory.whileOpen {
                eventLoop.execute {
                    connection.value.complete(slot, with: response)
                }
            }
        }
    }

    private func complete(_ slot: UInt64, with response: HTTPResponse) {
        // It is gone where the connection has closed meanwhile.
        guard tasks.removeValue(forKey: slot) != nil else {
            return
        }
        answers.fulfil(slot, with: response)
        advance()
    }
}
