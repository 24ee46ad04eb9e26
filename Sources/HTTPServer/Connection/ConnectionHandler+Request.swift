import Logging
import NIOCore
import NIOHTTP1

/// Handling of the parser's results.
extension ConnectionHandler {
    func received(_ head: HTTPRequestHead) {
        guard state.isInRequest else { return }
        var frame = AnswerFrame()
        frame.headOnly = head.method == .HEAD
        frame.isVersion10 = head.version.minor == 0
        // The parser stops after a request that asks for another protocol, so the connection cannot go on.
        frame.closes = !head.isKeepAlive || head.method == .CONNECT || head.headers.contains(name: "upgrade")
        do throws(Rejection) {
            let framing = try RequestFraming(of: head, limits: server.limits)
            let target = try target(of: head)
            let match = match(head.method, target)
            frame.pathLabel = match.pathLabel
            var request = IncomingRequest(head: head, target: target, match: match, frame: frame)
            if framing != .none && RequestFraming.expectsContinue(head) {
                // Strangers learn nothing about paths before they are judged.
                if server.gate.refusalOfStrangers == nil, let refusal = match.refusal {
                    refuse(refusal, frame: frame)
                    return
                }
                request.owesContinue = true
            }
            incoming = request
            splitter.bodyFollows(framing)
        } catch {
            reject(error, frame: frame)
        }
    }

    func received(_ bytes: ByteBuffer) {
        guard state.isInRequest, var request = incoming else { return }
        incoming = nil  // so that the body's buffer has one owner and grows in place
        request.bodyBytes += bytes.readableBytes
        guard request.bodyBytes <= server.limits.bodyBytes else {
            reject(.bodyTooLarge, frame: request.frame)
            return
        }
        if request.keepsBody {
            var bytes = bytes
            request.body.writeBuffer(&bytes)
        }
        incoming = request
    }

    func receivedEnd() {
        guard state.isInRequest, let request = incoming else { return }
        incoming = nil
        splitter.requestEnded()
        state.requestEnded(at: context?.eventLoop.now ?? .now(), closes: request.frame.closes)
        server.directory.requestCompleted(id)
        var frame = request.frame
        switch server.gate.admit(request.request) {
        case .admitted:
            answer(takePlace(request.match, &frame) ?? request.reply(), frame: frame)
        case .refused(let response):
            answer(.ready(response), frame: frame)
        case .pending(let decide):
            wait(for: decide, frame: frame) { [self] frame in
                takePlace(request.match, &frame) ?? request.reply()
            }
        }
    }

    private func answer(_ reply: HTTPReply, frame: AnswerFrame) {
        switch reply {
        case .ready(let response):
            _ = answers.append(frame, response: response)
            writeReadyAnswers()
        case .later(let make):
            wait(for: make, frame: frame)
        }
    }

    /// Takes a place among the requests in flight. Returns the refusal if none is free.
    private func takePlace(_ match: RouteTable.Match, _ frame: inout AnswerFrame) -> HTTPReply? {
        guard case .route(let route) = match, let limit = route.limit else { return nil }
        if let permit, permit.limit === limit {
            frame.permit = permit
        } else if let permit = limit.enter() {
            self.permit = permit
            frame.permit = permit
        } else {
            return .ready(limit.refusal)
        }
        return nil
    }

    func parserFailed(_ error: any Error) {
        guard state.isInRequest else { return }
        switch ParserFailure(error, requestLine: splitter.requestLine, inHead: splitter.isInHead) {
        case .rejected(let rejection):
            reject(rejection, frame: incoming?.frame)
        case .unknownMethod(let method, let target, let isVersion10):
            let path = (try? RequestTarget(parsing: target, method: method))?.path
            let match = path.map { server.routes.match(method: method, path: $0) } ?? .notFound
            let frame = AnswerFrame(pathLabel: match.pathLabel, isVersion10: isVersion10)
            refuse(
                server.gate.refusalOfStrangers ?? match.refusal ?? Rejection(400, "the method is unknown").response,
                frame: frame)
        case .notHTTP:
            state.end()
            if state.isFinished(owed: answers.count) {
                context?.close(promise: nil)
            }
        }
    }

    /// Answers a request that is not served, and ends the connection.
    ///
    /// - Parameter frame: nil if the request was not parsed so far, and only its first word is known.
    func reject(_ rejection: Rejection, frame: AnswerFrame? = nil) {
        server.logger.debug(
            "request rejected",
            metadata: ["code": .stringConvertible(rejection.status), "reason": "\(rejection.reason)"])
        let isHead = splitter.requestLine.readableBytesView.starts(with: "HEAD ".utf8)
        refuse(rejection.response, frame: frame ?? AnswerFrame(headOnly: isHead))
    }

    /// Answers a client that speaks plain HTTP when encryption is expected, in the words of Go's servers.
    func refusePlainText() {
        refuse(.text(400, "Client sent an HTTP request to an HTTPS server."), frame: AnswerFrame())
        advance()
    }

    private func refuse(_ response: HTTPResponse, frame: AnswerFrame) {
        var frame = frame
        frame.closes = true
        incoming = nil
        state.end()
        _ = answers.append(frame, response: response)
    }

    private func target(of head: HTTPRequestHead) throws(Rejection) -> RequestTarget {
        // The target of CONNECT is a host, which no route has.
        try RequestTarget(parsing: head.method == .CONNECT ? "/" : head.uri, method: head.method.rawValue)
    }

    private func match(_ method: HTTPMethod, _ target: RequestTarget) -> RouteTable.Match {
        if method == .CONNECT || target.path == "*" {
            return .methodNotAllowed(path: RouteTable.otherPath, allow: server.routes.allMethods)
        }
        return server.routes.match(method: method.rawValue, path: target.path)
    }
}
