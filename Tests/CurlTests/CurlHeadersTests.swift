import Curl
import Testing

struct CurlHeadersTests {
    private let headers = CurlHeaders([
        (name: "Content-Type", value: "text/plain"), (name: "Set-Cookie", value: "a"), (name: "set-cookie", value: "b"),
    ])

    @Test(arguments: ["Content-Type", "content-type", "CONTENT-TYPE"])
    func aNameIsFoundInAnyCase(name: String) {
        #expect(headers[name] == "text/plain")
    }

    @Test func aRepeatedNameGivesTheFirstOrAll() {
        #expect(headers["Set-Cookie"] == "a")
        #expect(headers.all("SET-COOKIE") == ["a", "b"])
    }

    @Test(arguments: ["Content", "Content-Type ", "Content_Type", ""])
    func anotherNameIsNotFound(name: String) {
        #expect(headers[name] == nil)
        #expect(headers.all(name).isEmpty)
    }
}
