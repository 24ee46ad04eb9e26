import Curl
import Foundation
import TestSupport
import Testing

@Suite(.serialized) struct ProxyTests {
    @Test func aPlainRequestGoesThroughTheProxy() async throws {
        try await withPeer { proxy in
            try await withClient(TransportOptions(proxy: proxy.url(""))) { client in
                let response = try await client.get("http://api.example.invalid/path?a=1")

                let answer = try JSONDecoder().decode(Proxied.self, from: Data(response.body))
                #expect(answer.proxied == "http://api.example.invalid/path?a=1")
            }
        }
    }

    @Test func aSecuredRequestGoesThroughATunnelThatDoesNotSeeItsHeaders() async throws {
        try await withCertificates { certificates in
            try await withPeer(certificates.arguments("server")) { peer in
                try await withPeer { proxy in
                    var options = TransportOptions.trusting(certificates)
                    options.proxy = proxy.url("")
                    try await withClient(options) { client in
                        let response = try await client.get(peer.url("/hello", host: "localhost"))

                        #expect(response.text == "hello")
                        #expect(response.header("X-Proxy") == nil)
                        #expect(try await proxy.connections().accepted == 2)
                    }
                }
            }
        }
    }

    @Test func thePasswordIsSentToTheProxyAndShownNowhere() async throws {
        try await withPeer { proxy in
            let address = "http://me:s3cret@127.0.0.1:\(proxy.port)"
            try await withClient(TransportOptions(proxy: address)) { client in
                let response = try await client.get("http://api.example.invalid/")

                let answer = try JSONDecoder().decode(Proxied.self, from: Data(response.body))
                #expect(answer.headers.contains(["Proxy-Authorization", "Basic bWU6czNjcmV0"]))
            }
        }
        try await withClient(TransportOptions(proxy: "http://me:s3cret@no-such-proxy.invalid:1")) { client in
            let error = try await client.failure(of: CurlRequest(url: "http://api.example.invalid/"))

            #expect(error.kind == .network)
            #expect(!"\(error) \(String(reflecting: error))".contains("s3cret"))
        }
    }

    @Test func aTunnelThatTheProxyRefusesIsANetworkFailure() async throws {
        try await withPeer(["--refuse-connect"]) { proxy in
            try await withClient(TransportOptions(proxy: proxy.url(""))) { client in
                let error = try await client.failure(of: CurlRequest(url: "https://api.example.invalid/"))

                guard case .network("api.example.invalid", let reason) = error else { throw error }
                #expect(reason.contains("407"))
            }
        }
    }

    private struct Proxied: Decodable {
        let proxied: String
        let headers: [[String]]
    }
}
