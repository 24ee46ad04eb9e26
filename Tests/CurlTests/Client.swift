import Curl
import Testing

/// Runs `body` with a client without a proxy, and shuts it down.
func withClient<Result>(
    _ options: TransportOptions = TransportOptions(proxy: ""), isolation: isolated (any Actor)? = #isolation,
    _ body: (CurlClient) async throws -> Result
) async throws -> Result {
    let client = try CurlClient(options)
    defer { client.shutdown() }
    return try await body(client)
}

extension CurlClient {
    func get(_ url: String) async throws(CurlError) -> CurlResponse {
        try await send(CurlRequest(url: url))
    }

    /// The error that a request ends with.
    func failure(of request: CurlRequest, sourceLocation: SourceLocation = #_sourceLocation) async throws -> CurlError {
        try await #require(throws: CurlError.self, sourceLocation: sourceLocation) { try await send(request) }
    }
}

extension CurlResponse {
    var text: String { String(decoding: body, as: UTF8.self) }
}
