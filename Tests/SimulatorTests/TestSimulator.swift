@testable import Simulator

/// Starts a simulator whose clock stands still, runs the body, and shuts it down.
func withSimulator(
    _ faults: [String] = [], _ change: (inout SimulatorOptions) -> Void = { _ in },
    _ body: (SimulatorServer) async throws -> Void
) async throws {
    var options = SimulatorOptions()
    options.listen = "127.0.0.1:0"
    try options.setNow("2026-11-23T20:00:00Z")
    options.faults = try faults.map { try FaultRule(parsingFault: $0) }
    change(&options)
    let server = try await SimulatorServer.start(options)
    do {
        try await body(server)
    } catch {
        await server.shutdown()
        throw error
    }
    await server.shutdown()
}

extension SimulatorServer {
    static let query = "customerNumbers=100001&resolution=hour&fromDate=2026-11-02&toDate=2026-11-04"

    static func request(
        _ query: String = query, method: String = "GET", path: String = SimulatedEndpoint.timeSeries.fullPath,
        key: String? = "secret",
        version: String? = "2.5", more: String = ""
    ) -> String {
        "\(method) \(path)\(query.isEmpty ? "" : "?\(query)") HTTP/1.1\r\nHost: api.example:80\r\n"
            + (key.map { "Ocp-Apim-Subscription-Key: \($0)\r\n" } ?? "")
            + (version.map { "api-version: \($0)\r\n" } ?? "") + more + "\r\n"
    }

    /// The answer to one request on a connection of its own.
    func get(_ request: String = request()) async throws -> RawClient {
        let client = try await RawClient.connect(port: port)
        try await client.send(request)
        try await client.waitForAnswer()
        await client.close()
        return client
    }
}
