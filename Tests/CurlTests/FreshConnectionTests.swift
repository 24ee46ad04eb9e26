import Curl
import Foundation
import TestSupport
import Testing

/// Connections that are not used again after a failure.
@Suite(.serialized) struct FreshConnectionTests {
    /// Like behind a firewall that forgot the connection: nothing comes back, and neither side closes it.
    @Test(arguments: [1, 4])
    func aSilentConnectionOfHTTP2IsNotUsedAgain(atOnce: Int) async throws {
        try await withSilentNginx { client, relay, hold in
            try silence(hold)
            // All but the first may open connections of their own, which are not silent.
            let errors = await withTaskGroup(of: (any Error)?.self) { group in
                for _ in 0..<atOnce {
                    group.addTask {
                        do {
                            _ = try await client.send(
                                CurlRequest(url: relay.url("/connection"), timeout: .milliseconds(500)))
                            return nil
                        } catch {
                            return error
                        }
                    }
                }
                return await group.reduce(into: [CurlError]()) { if let error = $1 as? CurlError { $0.append(error) } }
            }
            #expect(errors.map(\.kind).contains(.timeout))

            for _ in 0..<10 {
                let response = try await client.send(
                    CurlRequest(url: relay.url("/connection"), timeout: .seconds(10)))
                #expect(response.httpVersion == .http2)
            }
        }
    }

    @Test func aStalledConnectionOfHTTP2IsNotUsedAgain() async throws {
        try await withSilentNginx { client, relay, hold in
            try silence(hold)
            let error = try await client.failure(
                of: CurlRequest(url: relay.url("/connection"), stallTimeout: .milliseconds(300)))
            guard case .stalled = error else { throw error }

            for _ in 0..<3 {
                _ = try await client.send(CurlRequest(url: relay.url("/connection"), timeout: .seconds(10)))
            }
        }
    }

    /// Silences all connections that are open now.
    private func silence(_ hold: URL) throws {
        // The clock of files is coarser than the one that connections are compared with.
        try Data().write(to: hold)
        try FileManager.default.setAttributes([.modificationDate: Date.now], ofItemAtPath: hold.path)
    }

    private func withSilentNginx(_ body: (CurlClient, Peer, URL) async throws -> Void) async throws {
        try await withCertificates { certificates in
            try await withNginx(certificates) { nginx, _ in
                try await withRelay(to: nginx) { relay, hold in
                    try await withClient(.trusting(certificates)) { client in
                        let first = try await client.get(relay.url("/connection"))
                        try #require(first.httpVersion == .http2)
                        try await body(client, relay, hold)
                    }
                }
            }
        }
    }

    @Test func aConnectionIsNotUsedOnceItIsOld() async throws {
        try await withPeer { peer in
            try await withClient(TransportOptions(proxy: "", connectionLifetime: .zero)) { client in
                for _ in 0..<3 { _ = try await client.get(peer.url("/hello")) }

                #expect(try await peer.connections().accepted == 4)
                try await eventually("the old connections are closed") { try await peer.connections().open == 1 }
            }
        }
    }

    @Test func afterThreeFaultsInARowTheConnectionIsNew() async throws {
        try await withPeer { peer in
            try await withClient { client in
                var asked = 0
                for expected in [1, 1, 1, 2, 3] {
                    let response = try await client.get(peer.url("/status/503"))
                    #expect(response.status == 503)
                    asked += 1
                    // Each question is a connection of its own.
                    let accepted = try await peer.connections().accepted - asked
                    #expect(accepted == expected)
                }
            }
        }
    }
}
