import Curl
import Foundation
import Ground
import TestSupport
import Testing

/// Connections: kept, shared, limited.
@Suite(.serialized) struct ConnectionTests {
    @Test func requestsOneAfterAnotherShareAConnection() async throws {
        try await withPeer { peer in
            try await withClient { client in
                for _ in 0..<20 { _ = try await client.get(peer.url("/hello")) }

                let connections = try await client.get(peer.url("/connections"))
                #expect(try JSONDecoder().decode(Peer.Connections.self, from: Data(connections.body)).accepted == 1)
            }
        }
    }

    @Test func requestsOfTwoClientsShareNone() async throws {
        try await withPeer { peer in
            try await withClient { client in
                _ = try await client.get(peer.url("/hello"))

                #expect(try await peer.connections().accepted == 2)
            }
        }
    }

    @Test func manyAtOnceAllArriveOverNoMoreConnectionsThanAllowed() async throws {
        try await withPeer { peer in
            try await withClient(TransportOptions(proxy: "", maxConnectionsPerHost: 4)) { client in
                let bodies = try await withThrowingTaskGroup(of: Int.self) { group in
                    for number in 1...64 {
                        group.addTask { try await client.get(peer.url("/size/\(number * 1000)")).body.count }
                    }
                    return try await group.reduce(into: []) { $0.append($1) }
                }

                #expect(bodies.sorted() == (1...64).map { $0 * 1000 })
                #expect(try await peer.connections().accepted <= 5)
            }
        }
    }

    @Test func waitingForAConnectionDoesNotCountAsConnecting() async throws {
        try await withPeer { peer in
            let options = TransportOptions(proxy: "", connectTimeout: .milliseconds(400), maxConnectionsPerHost: 1)
            try await withClient(options) { client in
                let texts = try await withThrowingTaskGroup(of: String.self) { group in
                    for _ in 0..<4 { group.addTask { try await client.get(peer.url("/slow/300")).text } }
                    return try await group.reduce(into: []) { $0.append($1) }
                }

                #expect(texts == Array(repeating: "slow", count: 4))
            }
        }
    }

    @Test func cancellationEndsTheWaitForAConnection() async throws {
        try await withPeer { peer in
            try await withClient(TransportOptions(proxy: "", maxConnectionsPerHost: 1)) { client in
                let blocking = Task { try await client.get(peer.url("/stall-head")) }
                try await eventually("the one connection is taken") { try await peer.connections().open == 2 }
                let waiting = Task { try await client.get(peer.url("/hello")) }

                waiting.cancel()

                await #expect(throws: CurlError.cancelled) { try await waiting.value }
                blocking.cancel()
            }
        }
    }

    @Test func waitingForOneHostDoesNotDelayOthers() async throws {
        try await withPeer { peer in
            try await withPeer { other in
                try await withClient(TransportOptions(proxy: "", maxConnectionsPerHost: 1)) { client in
                    let blocking = Task { try await client.get(peer.url("/stall-head")) }
                    try await eventually("the one connection is taken") { try await peer.connections().open == 2 }

                    let response = try await client.get(other.url("/hello"))

                    #expect(response.text == "hello")
                    blocking.cancel()
                }
            }
        }
    }

    @Test func waitingForAConnectionCountsTowardsTheTotalTime() async throws {
        try await withPeer { peer in
            try await withClient(TransportOptions(proxy: "", maxConnectionsPerHost: 1)) { client in
                let blocking = Task { try await client.get(peer.url("/stall-head")) }
                try await eventually("the one connection is taken") { try await peer.connections().open == 2 }

                let error = try await client.failure(
                    of: CurlRequest(url: peer.url("/hello"), timeout: .milliseconds(300)))

                #expect(error == .timeout(host: "127.0.0.1:\(peer.port)", after: .milliseconds(300), phase: .queued))
                blocking.cancel()
                _ = await blocking.result
                #expect(try await client.get(peer.url("/hello")).text == "hello")
            }
        }
    }

    @Test func http2IsUsedWhereTheServerOffersIt() async throws {
        try await withCertificates { certificates in
            try await withNginx(certificates) { peer, _ in
                try await withClient(.trusting(certificates)) { client in
                    let response = try await client.get(peer.url("/connection"))

                    #expect(response.httpVersion == .http2)
                    #expect(response.text.hasPrefix("HTTP/2.0 TLSv1.3 "))
                    #expect(response.header("Server")?.hasPrefix("nginx") == true)
                }
            }
        }
    }

    @Test func http2CarriesManyAtOnceOnFewConnections() async throws {
        try await withCertificates { certificates in
            try await withNginx(certificates) { peer, folder in
                try Data(repeating: 0x78, count: 300_000).write(to: folder.appending(path: "file"))
                try await withClient(.trusting(certificates)) { client in
                    _ = try await client.get(peer.url("/connection"))

                    let sizes = try await withThrowingTaskGroup(of: Int.self) { group in
                        for _ in 0..<64 { group.addTask { try await client.get(peer.url("/file")).body.count } }
                        return try await group.reduce(into: []) { $0.append($1) }
                    }

                    #expect(sizes == Array(repeating: 300_000, count: 64))
                    // "HTTP/2.0 TLSv1.3 <connection> <its requests>"
                    let last = try await client.get(peer.url("/connection")).text.split(separator: " ")
                    #expect(last[2] == "1")
                }
            }
        }
    }

    @Test func gzipOfARealServerIsUndone() async throws {
        try await withCertificates { certificates in
            try await withNginx(certificates) { peer, folder in
                try Data(repeating: 0x78, count: 1_000_000).write(to: folder.appending(path: "file"))
                try await withClient(.trusting(certificates)) { client in
                    let response = try await client.get(peer.url("/file"))

                    #expect(response.header("Content-Encoding") == "gzip")
                    #expect(response.body == [UInt8](repeating: 0x78, count: 1_000_000))
                }
            }
        }
    }
}

extension TransportOptions {
    /// Trusts the test's own authority, and uses no proxy.
    static func trusting(_ certificates: Certificates) -> TransportOptions {
        TransportOptions(tls: TLSOptions(caFile: certificates.ca), proxy: "")
    }
}
