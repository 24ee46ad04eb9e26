import Curl
import Ground

/// Speaks remote write 1.0 or 2.0 to one receiver: samples out, one response back.
struct WriteClient: Sendable {
    /// The largest answer that is read.
    private static let longestAnswer = 1 << 20

    private let transport: CurlClient
    private let url: String
    private let headers: [(name: String, value: Secret)]
    private let authentication: @Sendable () throws -> Authentication
    private let timeout: Duration
    /// True if the other message version is tried when the receiver does not know the first one.
    private let isFree: Bool
    /// The message that requests are sent as.
    private(set) var message: WriteMessage

    init(_ options: ReceiverOptions, transport: CurlClient) {
        self.transport = transport
        url = options.url
        headers = options.headers
        authentication = options.authentication
        timeout = options.timeout
        isFree = options.message == .auto
        message = options.message == .version2 ? .version2 : .version1
    }

    /// Sends samples once, or, if the receiver does not know the message (415), once more as the other message.
    mutating func send(_ samples: [WriteSample], of table: SeriesTable) async throws(WriteFailure) -> WriteResponse {
        let answer = try await send(samples, of: table, as: message)
        guard !answer.knowsMessage else { return try WriteResponse(answer) }
        guard isFree else { throw answer.failureOfMessage }
        let other = try await send(samples, of: table, as: message.other)
        guard other.knowsMessage else { throw answer.failureOfMessages }
        message = message.other
        return try WriteResponse(other)
    }

    private func send(
        _ samples: [WriteSample], of table: SeriesTable, as message: WriteMessage
    ) async throws(WriteFailure) -> WriteAnswer {
        let authentication: Authentication
        do {
            authentication = try self.authentication()
        } catch {
            throw WriteFailure(result: .unauthorized, message: "\(error)")
        }
        let request = CurlRequest(
            url: url, method: .post(body: WriteRequest(samples, of: table, as: message).body),
            headers: [
                (name: "Content-Type", value: message.contentType), (name: "Content-Encoding", value: "snappy"),
                (name: "X-Prometheus-Remote-Write-Version", value: message.version),
            ] + headers.map { (name: $0.name, value: $0.value.reveal()) },
            authentication: authentication, timeout: timeout, stallTimeout: timeout,
            maxResponseSize: Self.longestAnswer, needsWholeBody: false)
        let response: CurlResponse
        do {
            response = try await transport.send(request)
        } catch {
            throw WriteFailure(error)
        }
        let query = url.split(separator: "?", maxSplits: 1).dropFirst().map { Secret(String($0)) }
        return WriteAnswer(
            response, to: message, samples: samples.count,
            secrets: headers.map(\.value) + authentication.secrets + query)
    }
}
