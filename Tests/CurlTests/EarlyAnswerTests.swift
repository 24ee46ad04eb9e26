import Curl
import Foundation
import TestSupport
import Testing

/// Answers that are complete before the request is; the server then resets the rest.
@Suite(.serialized) struct EarlyAnswerTests {
    /// Enough for a race of a reset with an answer to be lost some time.
    private static let tries = 12

    @Test(arguments: [20_000, 60_000, 1_000_000])
    func aWholeAnswerCountsThoughTheUploadWasReset(size: Int) async throws {
        for arguments in [
            [], ["--after-data"], ["--status", "400", "--body", "too old sample", "--length"],
            ["--status", "200", "--body", "no length"], ["--status", "200"],
        ] {
            let status = arguments.dropFirst().first.flatMap { Int($0) } ?? 204
            try await expectAnswers(arguments, size: size, status: status)
        }
    }

    @Test(arguments: [20_000, 1_000_000])
    func aWholeAnswerOfNginxCountsThoughTheUploadWasReset(size: Int) async throws {
        try await withCertificates { certificates in
            try await withNginx(certificates) { peer, _ in
                try await withClient(.trusting(certificates)) { client in
                    let faults = try await faults(client, peer.url("/early"), size: size, status: 204)
                    #expect(faults == [])
                }
            }
        }
    }

    @Test(arguments: [
        ["--status", "204"], ["--status", "413", "--body", "too large", "--length"],
        ["--status", "200", "--length"], ["--status", "204", "--keep"],
        ["--status", "200", "--body", "ok", "--length", "--keep"], ["--status", "200", "--body", "ok", "--length"],
    ])
    func aWholeAnswerCountsThoughTheServerClosed(arguments: [String]) async throws {
        let status = try #require(Int(arguments[1]))
        try await expectAnswers(["--protocol", "http/1.1"] + arguments, size: 4_000_000, status: status)
    }

    @Test(arguments: [["--status", "200", "--body", "ok"], ["--status", "200"], ["--status", "200", "--keep"]])
    func anAnswerWithoutALengthCountsIfItsStatusIsEnough(arguments: [String]) async throws {
        let arguments = ["--protocol", "http/1.1"] + arguments
        try await expectAnswers(arguments, size: 4_000_000, status: 200, needsWholeBody: false)
    }

    @Test(arguments: [
        ["--status", "200", "--body", "ok", "--length", "--cut"],
        ["--status", "200", "--body", "ok", "--cut", "--code", "2"],
        ["--status", "200", "--body", "ok", "--length", "--cut", "--protocol", "http/1.1"],
    ])
    func anIncompleteAnswerIsANetworkFailure(arguments: [String]) async throws {
        try await withCertificates { certificates in
            try await withEarlyPeer(certificates, arguments) { peer in
                try await withClient(.trusting(certificates)) { client in
                    let error = try await client.failure(of: post(peer.url("/"), size: 1_000_000))
                    #expect(error.kind == .network)
                }
            }
        }
    }

    private func expectAnswers(
        _ arguments: [String], size: Int, status: Int, needsWholeBody: Bool = true
    ) async throws {
        try await withCertificates { certificates in
            try await withEarlyPeer(certificates, arguments) { peer in
                try await withClient(.trusting(certificates)) { client in
                    let faults = try await faults(
                        client, peer.url("/"), size: size, status: status, needsWholeBody: needsWholeBody)
                    #expect(faults == [], "\(arguments)")
                }
            }
        }
    }

    private func post(_ url: String, size: Int, needsWholeBody: Bool = true) -> CurlRequest {
        CurlRequest(
            url: url, method: .post(body: [UInt8](repeating: 1, count: size)), timeout: .seconds(2),
            needsWholeBody: needsWholeBody)
    }

    /// Sends many requests one after the other, and returns every result other than the status.
    private func faults(
        _ client: CurlClient, _ url: String, size: Int, status: Int, needsWholeBody: Bool = true
    ) async throws -> [String] {
        var faults: [String] = []
        for _ in 0..<Self.tries {
            do {
                let response = try await client.send(post(url, size: size, needsWholeBody: needsWholeBody))
                if response.status != status { faults.append("HTTP \(response.status)") }
            } catch {
                faults.append("\(error)")
            }
        }
        return faults
    }
}
