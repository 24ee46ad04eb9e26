import Curl
import Ground
import Testing

struct HiddenSecretTests {
    private static let text = "hunter2-s3cret"
    private let secret = Secret(HiddenSecretTests.text)

    @Test func descriptionsHideTheText() {
        var dumped = ""
        dump(secret, to: &dumped)
        dump([secret], to: &dumped)
        dump(Authentication.basic(username: "me", password: secret), to: &dumped)

        let all = "\(secret) \(String(reflecting: secret)) \(Optional(secret) as Any) \(["key": secret]) \(dumped)"

        #expect(!all.contains(HiddenSecretTests.text))
        #expect(all.contains("<secret>"))
    }

    @Test func aRequestHidesHeadersAuthenticationAndURL() {
        let request = CurlRequest(
            url: "https://api.example/\(HiddenSecretTests.text)?key=\(HiddenSecretTests.text)",
            method: .post(body: [1, 2, 3]),
            headers: [(name: "Subscription-Key", value: HiddenSecretTests.text)], authentication: .bearer(secret))
        var dumped = ""
        dump(request, to: &dumped)

        let all = "\(request) \(String(reflecting: request)) \(dumped)"

        #expect(!all.contains(HiddenSecretTests.text))
        #expect("\(request)" == "POST of 3 bytes to api.example")
    }

    @Test func optionsHideTheProxysPassword() {
        let options = TransportOptions(proxy: "http://me:\(HiddenSecretTests.text)@proxy.example:3128")
        var dumped = ""
        dump(options, to: &dumped)

        #expect(!"\(options) \(String(reflecting: options)) \(dumped)".contains(HiddenSecretTests.text))
    }
}
