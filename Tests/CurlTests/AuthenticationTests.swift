import Curl
import Foundation
import Ground
import TestSupport
import Testing

/// The header made from credentials, and the servers that receive it.
@Suite(.serialized) struct AuthenticationTests {
    /// The example of RFC 7617 section 2.
    private static let aladdin = Authentication.basic(username: "Aladdin", password: Secret("open sesame"))
    private static let bearer = Authentication.bearer(Secret("a-token"))

    @Test(
        arguments: [
            (Authentication.none, []), (.bearer(Secret("a-token")), ["Bearer a-token"]),
            (.basic(username: "Aladdin", password: Secret("open sesame")), ["Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="]),
            (.basic(username: "test", password: Secret("123£")), ["Basic dGVzdDoxMjPCow=="]),
            (.basic(username: "", password: Secret("")), ["Basic Og=="]),
        ] as [(Authentication, [String])])
    func authenticationIsTheHeader(authentication: Authentication, values: [String]) async throws {
        try await withPeer { peer in
            try await withClient { client in
                let request = CurlRequest(url: peer.url("/echo"), authentication: authentication)

                let echo = try Echo(try await client.send(request))

                #expect(echo.values("Authorization") == values)
            }
        }
    }

    @Test(arguments: [
        (aladdin, "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="), (bearer, "Bearer a-token"), (.none, ""),
    ])
    func authenticationIsTheHeaderOverHTTP2(authentication: Authentication, value: String) async throws {
        try await withCertificates { certificates in
            try await withNginx(certificates) { peer, _ in
                try await withClient(.trusting(certificates)) { client in
                    let response = try await client.send(
                        CurlRequest(url: peer.url("/authorization"), authentication: authentication))

                    #expect(response.httpVersion == .http2)
                    #expect(response.text == value)
                }
            }
        }
    }

    @Test(arguments: [aladdin, bearer], ["/challenge", "/challenge/bare"])
    func refusedCredentialsAreNotSentAgain(authentication: Authentication, path: String) async throws {
        try await withPeer { peer in
            try await withClient { client in
                for (number, method) in [CurlRequest.Method.get, .post(body: [1, 2, 3])].enumerated() {
                    let response = try await client.send(
                        CurlRequest(url: peer.url(path), method: method, authentication: authentication))

                    #expect(response.status == 401)
                    #expect(response.text == "\(number + 1)")
                }
            }
        }
    }

    @Test(arguments: [aladdin, bearer])
    func refusedCredentialsAreNotSentAgainOverHTTP2(authentication: Authentication) async throws {
        try await withCertificates { certificates in
            try await withNginx(certificates) { peer, _ in
                try await withClient(.trusting(certificates)) { client in
                    for number in 1...2 {
                        let response = try await client.send(
                            CurlRequest(url: peer.url("/challenge"), authentication: authentication))

                        #expect(response.status == 401)
                        #expect(response.text == "HTTP/2.0 \(number)")
                    }
                }
            }
        }
    }

    @Test(arguments: [aladdin, bearer])
    func aRedirectToAnotherHostDoesNotGetTheCredentials(authentication: Authentication) async throws {
        try await withPeer { peer in
            try await withPeer { other in
                try await withClient { client in
                    let response = try await client.send(
                        CurlRequest(url: peer.url("/redirect?\(other.url("/echo"))"), authentication: authentication))
                    let echo = try Echo(try await client.get(other.url("/echo")))

                    #expect(response.status == 302)
                    #expect(response.header("Location") == other.url("/echo"))
                    #expect(echo.values("Authorization").isEmpty)
                    // The two of this test's own.
                    #expect(try await other.connections().accepted == 2)
                }
            }
        }
    }

    /// libcurl builds the header before CONNECT, and would send it with a later request after a failed CONNECT.
    @Test(arguments: [aladdin, bearer])
    func credentialsOfAFailedRequestAreNotSentWithTheNext(authentication: Authentication) async throws {
        try await withPeer(["--refuse-connect"]) { proxy in
            try await withClient(TransportOptions(proxy: proxy.url(""))) { client in
                _ = try await client.failure(
                    of: CurlRequest(url: "https://api.example.invalid/", authentication: authentication))

                let response = try await client.get("http://other.example.invalid/")

                #expect(response.text.contains("http://other.example.invalid/"))
                #expect(!response.text.lowercased().contains("\"authorization\""))
            }
        }
    }

    @Test(arguments: [
        (Authentication.basic(username: "a\u{0}b", password: Secret("s3cret")), "contains a NUL"),
        (.basic(username: "a", password: Secret("s3cret\u{0}")), "contains a NUL"),
        (.bearer(Secret("s3cret\r\nX-Evil: 1")), "line break"), (.bearer(Secret("s3cret\u{0}")), "control character"),
    ])
    func credentialsThatCannotBeSentWholeAreRefusedWithoutShowingThem(
        authentication: Authentication, why: String
    ) async throws {
        try await withClient { client in
            let error = try await client.failure(
                of: CurlRequest(url: "http://127.0.0.1/", authentication: authentication))

            guard case .invalidHeader("Authorization", let reason) = error else { throw error }
            #expect(reason.contains(why))
            #expect(!"\(error) \(String(reflecting: error))".contains("s3cret"))
        }
    }
}
