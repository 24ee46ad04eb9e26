import Curl
import Ground

/// Speaks remote write 1.0 to one receiver: one request out, one response back.
struct WriteClient: Sendable {
    private static let fixedHeaders = [
        (name: "Content-Type", value: "application/x-protobuf"), (name: "Content-Encoding", value: "snappy"),
        (name: "X-Prometheus-Remote-Write-Version", value: "0.1.0"),
    ]
    /// The largest answer that is read.
    private static let longestAnswer = 1 << 20

    private let transport: CurlClient
    private let url: String
    private let headers: [(name: String, value: Secret)]
    private let authentication: @Sendable () throws -> Authentication
    private let timeout: Duration

    init(_ options: ReceiverOptions, transport: CurlClient) {
        self.transport = transport
        url = options.url
        headers = options.headers
        authentication = options.authentication
        timeout = options.timeout
    }

    /// Sends a request, once.
    func send(_ request: WriteRequest) async throws(WriteFailure) -> WriteResponse {
        let authentication: Authentication
        do {
            authentication = try self.authentication()
        } catch {
            throw WriteFailure(result: .unauthorized, message: "\(error)")
        }
        let response: CurlResponse
        do {
            response = try await transport.send(
                CurlRequest(
                    url: url, method: .post(body: request.body),
                    headers: Self.fixedHeaders + headers.map { (name: $0.name, value: $0.value.reveal()) },
                    authentication: authentication, timeout: timeout, stallTimeout: timeout,
                    maxResponseSize: Self.longestAnswer))
        } catch {
            throw WriteFailure(error)
        }
        let query = url.split(separator: "?", maxSplits: 1).dropFirst().map { Secret(String($0)) }
        return try WriteResponse(
            response, secrets: headers.map(\.value) + authentication.secrets + query)
    }
}
