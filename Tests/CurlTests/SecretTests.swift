import Curl
import Testing

struct SecretTests {
    private static let text = "hunter2-s3cret"
    private let secret = Secret(SecretTests.text)

    @Test func reveal_givesTheText() {
        #expect(secret.reveal() == SecretTests.text)
    }

    @Test func descriptions_hideTheText() {
        var dumped = ""
        dump(secret, to: &dumped)
        dump([secret], to: &dumped)
        dump(Authentication.basic(username: "me", password: secret), to: &dumped)

        let all = "\(secret) \(String(reflecting: secret)) \(Optional(secret) as Any) \(["key": secret]) \(dumped)"

        #expect(!all.contains(SecretTests.text))
        #expect(all.contains("<secret>"))
    }

    @Test func redact_replacesEachOccurrence() {
        let message = "\(SecretTests.text) is not \(SecretTests.text)!"

        #expect(secret.redact(in: message) == "<secret> is not <secret>!")
    }

    @Test func redact_ofAnEmptySecret_changesNothing() {
        #expect(Secret("").redact(in: "message") == "message")
    }

    @Test func request_hidesHeadersAuthenticationAndURL() {
        let request = CurlRequest(
            url: "https://api.example/\(SecretTests.text)?key=\(SecretTests.text)", method: .post(body: [1, 2, 3]),
            headers: [(name: "Subscription-Key", value: SecretTests.text)], authentication: .bearer(secret))
        var dumped = ""
        dump(request, to: &dumped)

        let all = "\(request) \(String(reflecting: request)) \(dumped)"

        #expect(!all.contains(SecretTests.text))
        #expect("\(request)" == "POST of 3 bytes to api.example")
    }

    @Test func options_hideTheProxysPassword() {
        let options = TransportOptions(proxy: "http://me:\(SecretTests.text)@proxy.example:3128")
        var dumped = ""
        dump(options, to: &dumped)

        #expect(!"\(options) \(String(reflecting: options)) \(dumped)".contains(SecretTests.text))
    }
}
