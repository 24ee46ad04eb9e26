import Logging
import NIOCore
import NIOHTTP1
import Synchronization

/// The parts that all connections of a simulator share: the responder, the plan of faults and the list of requests.
final class SimulatorCore: Sendable {
    typealias Connection = NIOAsyncChannel<HTTPServerRequestPart, ByteBuffer>

    private struct State {
        var faults: FaultPlan
        /// The newest requests, oldest first.
        var requests: [RecordedRequest] = []
        /// The number of requests dropped from the list.
        var forgotten = 0
    }

    /// The most requests kept: enough for every test, and little memory in a simulator that runs for months.
    private static let mostRequests = 2000

    private let responder: APIResponder
    private let options: SimulatorOptions
    private let logger: Logger
    private let state: Mutex<State>

    init(_ options: SimulatorOptions, utility: SimulatedUtility, origin: String, _ logger: Logger) {
        self.options = options
        self.logger = logger
        responder = APIResponder(utility: utility, options: options, origin: origin)
        state = Mutex(State(faults: FaultPlan(options.faults, seed: options.utility.seed)))
    }

    var requests: [RecordedRequest] { state.withLock { $0.requests } }

    func setFaults(_ rules: [FaultRule]) {
        state.withLock { $0.faults = FaultPlan(rules, seed: options.utility.seed) }
    }

    func forgetRequests() {
        state.withLock {
            $0.forgotten += $0.requests.count
            $0.requests = []
        }
    }

    /// Serves one connection until it ends; a cancelled task closes it at once.
    func serve(_ connection: Connection) async {
        await withTaskCancellationHandler {
            do {
                try await connection.executeThenClose { inbound, _ in
                    try await serve(inbound, connection.channel)
                }
            } catch {
                // The peer closed the connection, as a client that stops a transfer does.
                logger.debug("connection ended", metadata: ["error": "\(error)"])
            }
        } onCancel: {
            connection.channel.close(promise: nil)
        }
    }

    private func serve(
        _ inbound: NIOAsyncChannelInboundStream<HTTPServerRequestPart>, _ channel: any Channel
    ) async throws {
        var head: HTTPRequestHead?
        var isStalled = false
        do {
            for try await part in inbound {
                if case .head(let newHead) = part { head = newHead }
                guard case .end = part, let request = head, !isStalled else { continue }
                switch try await answer(request, on: channel) {
                case .keep: break
                case .close: return
                case .stall: isStalled = true
                }
            }
        } catch is HTTPParserError {
            let sender = AnswerSender(
                channel: channel, allowsChunks: false, keepsAlive: false, allowsGzip: false, omitsBody: false,
                now: options.now())
            _ = try await sender.send(.gateway(400, "Bad request"))
        }
    }

    private func answer(_ head: HTTPRequestHead, on channel: any Channel) async throws -> AnswerSender.Outcome {
        let (path, items) = QueryItems.split(target: head.uri)
        let request = APIRequest(
            method: head.method.rawValue, path: path, items: items,
            headers: head.headers.map { (name: $0.name, value: $0.value) }, allowsAnyBase: options.replay != nil)
        let faults = nextFaults(request)
        let answer = responder.answer(request, faults)
        record(request, answer, faults)
        let sender = AnswerSender(
            channel: channel, allowsChunks: head.version != .http1_0, keepsAlive: head.isKeepAlive,
            allowsGzip: options.gzip && BodyEncoder.allowsGzip(request.header("accept-encoding")),
            omitsBody: head.method == .HEAD, now: options.now())
        return try await sender.send(answer)
    }

    private func nextFaults(_ request: APIRequest) -> DealtFaults {
        guard let endpoint = request.endpoint else { return DealtFaults() }
        let query = request.query
        return state.withLock { $0.faults.deal(query, endpoint, pageLimit: options.pages.limit) }
    }

    private func record(_ request: APIRequest, _ answer: Answer, _ faults: DealtFaults) {
        let fault = faults.fault ?? faults.distortions.first.map { .distorted($0.distortion) }
        let status = answer.status == 0 || answer.delivery == .stalledHead ? nil : answer.status
        let number = state.withLock { state in
            if state.requests.count == Self.mostRequests {
                state.requests.removeFirst(Self.mostRequests / 2)
                state.forgotten += Self.mostRequests / 2
            }
            state.requests.append(
                RecordedRequest(
                    method: request.method, path: request.path, query: request.items, headers: request.headers,
                    status: status, fault: fault))
            return state.forgotten + state.requests.count
        }
        var metadata: Logger.Metadata = [
            "number": .stringConvertible(number), "path": "\(request.path)",
            "status": "\(status.map(String.init) ?? "none")",
        ]
        if !request.items.isEmpty { metadata["query"] = "\(QueryItems.encode(request.items))" }
        if let fault { metadata["fault"] = "\(fault)" }
        logger.info("request", metadata: metadata)
    }
}

/// A request that the simulator received, for tests to examine.
package struct RecordedRequest: Sendable {
    /// The method as sent, for example `GET`.
    package var method: String
    /// The path, without the query.
    package var path: String
    /// The query's items in their order.
    package var query: [QueryItem]
    /// The headers in the order received, with names as sent.
    package var headers: [(name: String, value: String)]
    /// The answer's status; nil if none was sent.
    package var status: Int?
    /// The fault in the answer; the first if there are several.
    package var fault: FaultKind?

    /// Returns every value of a query item.
    package func values(_ name: String) -> [String] { query.filter { $0.name == name }.map(\.value) }

    /// Returns the value of a header, ignoring the case of the name.
    package func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }
}
