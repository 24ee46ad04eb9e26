import Curl
import Foundation
import TestSupport
import Testing

/// A server in a process of its own on 127.0.0.1, from `Tests/Fixtures/peers`.
struct Peer: Sendable {
    let port: Int
    /// `http` or `https`, as the peer was started.
    let scheme: String

    func url(_ path: String, host: String = "127.0.0.1") -> String { "\(scheme)://\(host):\(port)\(path)" }

    /// Connections that it has accepted, and those that are open, this question's own included.
    func connections() async throws -> Connections {
        let client = try CurlClient(TransportOptions(proxy: ""))
        defer { client.shutdown() }
        return try JSONDecoder().decode(
            Connections.self, from: Data(try await client.send(CurlRequest(url: url("/connections"))).body))
    }

    struct Connections: Decodable {
        let accepted: Int
        let open: Int
    }
}

/// The scripted peer, whose paths are its script.
func withPeer<Value>(
    _ arguments: [String] = [], isolation: isolated (any Actor)? = #isolation, _ body: (Peer) async throws -> Value
) async throws -> Value {
    let scheme = arguments.contains("--certificate") ? "https" : "http"
    return try await withPeer(script: "http_peer.py", scheme: scheme, arguments) { peer, _ in try await body(peer) }
}

/// nginx with HTTP/2 over TLS and gzip, which serves the files of a folder.
func withNginx<Value>(
    _ certificates: Certificates, arguments: [String] = [], isolation: isolated (any Actor)? = #isolation,
    _ body: (Peer, _ folder: URL) async throws -> Value
) async throws -> Value {
    try await withTemporaryFolder { folder in
        let all = ["--folder", folder.path] + certificates.arguments("server") + arguments
        return try await withPeer(script: "nginx_peer.py", scheme: "https", all) { peer, _ in
            try await body(peer, folder)
        }
    }
}

/// A server that answers before a request is complete, and resets the rest of it.
func withEarlyPeer<Value>(
    _ certificates: Certificates, _ arguments: [String], isolation: isolated (any Actor)? = #isolation,
    _ body: (Peer) async throws -> Value
) async throws -> Value {
    let all = certificates.arguments("server") + arguments
    return try await withPeer(script: "early_peer.py", scheme: "https", all) { peer, _ in try await body(peer) }
}

/// A relay in front of another peer. Once the file passed to `body` exists, older connections fall silent.
func withRelay<Value>(
    to peer: Peer, isolation: isolated (any Actor)? = #isolation, _ body: (Peer, _ hold: URL) async throws -> Value
) async throws -> Value {
    try await withTemporaryFolder { folder in
        let hold = folder.appending(path: "hold")
        let arguments = ["--to", "\(peer.port)", "--hold", hold.path]
        return try await withPeer(script: "relay_peer.py", scheme: peer.scheme, arguments) { relay, _ in
            try await body(relay, hold)
        }
    }
}

private func withPeer<Value>(
    script: String, scheme: String, _ arguments: [String], isolation: isolated (any Actor)? = #isolation,
    _ body: (Peer, URL) async throws -> Value
) async throws -> Value {
    try await withTemporaryFolder { folder in
        let portFile = folder.appending(path: "port")
        let errorFile = folder.appending(path: "errors")
        try Data().write(to: errorFile)
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments =
            ["python3", RepositoryPaths.fixtures.appending(path: "peers/\(script)").path, "--port-file", portFile.path]
            + arguments
        process.standardInput = FileHandle.nullDevice
        process.standardError = try FileHandle(forWritingTo: errorFile)
        try process.run()
        let result: Swift.Result<Value, any Error>
        do {
            try await eventually("\(script) listens") {
                guard process.isRunning else {
                    let said = try String(decoding: Data(contentsOf: errorFile), as: UTF8.self)
                    throw Ended(description: "\(script) ended at once: \(said)")
                }
                return FileManager.default.fileExists(atPath: portFile.path)
            }
            let port = try #require(Int(String(decoding: Data(contentsOf: portFile), as: UTF8.self)))
            result = .success(try await body(Peer(port: port, scheme: scheme), folder))
        } catch {
            result = .failure(error)
        }
        process.terminate()
        // Not `waitUntilExit`: it blocks a thread of the tasks' pool, which other tests need.
        try await eventually("\(script) ends") { !process.isRunning }
        return try result.get()
    }
}

/// A peer that could not start.
private struct Ended: Error, CustomStringConvertible {
    let description: String
}
