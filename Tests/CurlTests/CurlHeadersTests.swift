import Curl
import Testing

struct CurlHeadersTests {
    private let headers = CurlHeaders([
        (name: "Content-Type", value: "text/plain"), (name: "Set-Cookie", value: "a"), (name: "set-cookie", value: "b"),
    ])

    @Test(arguments: ["Content-Type", "content-type", "CONTENT-TYPE"])
    func name_isFoundInAnyCase(name: String) {
        #expect(headers[name] == "text/plain")
    }

    @Test func repeatedName_givesTheFirst_orAll() {
        #expect(headers["Set-Cookie"] == "a")
        #expect(headers.all("SET-COOKIE") == ["a", "b"])
    }

    @Test(arguments: ["Content", "Content-Type ", "Content_Type", ""])
    func otherName_isNotFound(name: String) {
        #expect(headers[name] == nil)
        #expect(headers.all(name).isEmpty)
    }
}
