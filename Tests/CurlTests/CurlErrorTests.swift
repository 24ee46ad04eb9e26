import Curl
import Testing

struct CurlErrorTests {
    @Test(arguments: [
        (CurlError.timeout(host: "h", after: .seconds(2), phase: .waiting), CurlError.Kind.timeout),
        (.stalled(host: "h", after: .seconds(2), phase: .receiving), .timeout),
        (.tls(host: "h", reason: "r"), .tls), (.unreadableFile(role: "CA file", path: "p", reason: "r"), .tls),
        (.network(host: "h", reason: "r"), .network), (.cancelled, .network), (.closed, .network),
        (.tooLarge(host: "h", limit: 1), .tooLarge), (.invalidAnswer(host: "h", reason: "r"), .invalid),
        (.invalidURL(reason: "r"), .invalid), (.invalidHeader(name: "n", reason: "r"), .invalid),
        (.invalidProxy(reason: "r"), .invalid),
    ])
    func theKindTellsFailuresApart(error: CurlError, kind: CurlError.Kind) {
        #expect(error.kind == kind)
    }

    @Test(arguments: [
        (
            CurlError.timeout(host: "api.example", after: .seconds(2), phase: .connecting),
            "request to api.example took longer than 2.0 seconds (connecting)"
        ),
        (
            .stalled(host: "api.example", after: .seconds(2), phase: .waiting),
            "request to api.example stalled: nothing for 2.0 seconds (waiting for the answer)"
        ),
        (.tooLarge(host: "api.example", limit: 10), "answer of api.example is larger than 10 bytes"),
        (
            .unreadableFile(role: "CA file", path: "/ca.pem", reason: "No such file or directory"),
            "cannot read the CA file /ca.pem: No such file or directory"
        ),
    ])
    func theDescriptionSaysWhatWasAttemptedOnWhatAndWhyItFailed(error: CurlError, text: String) {
        #expect("\(error)" == text)
    }
}
