import NIOCore
import Testing

@testable import HTTPServer

@Suite struct HTTPRequestTests {
    @Test func `repeated fields are joined, names in any case`() {
        let request = HTTPRequest(path: "/", headers: [("Accept", "a"), ("X", "b"), ("ACCEPT", "c;q=1, d")])
        #expect(request.header("accept") == "a, c;q=1, d")
        #expect(request.header("Y") == nil)
    }

    @Test func `repeated query items are all there`() {
        let items = [
            QueryItem(name: "a", value: "1"), QueryItem(name: "b", value: "2"), QueryItem(name: "a", value: "3"),
        ]
        let request = HTTPRequest(path: "/", query: items)
        #expect(request.queryValues("a") == ["1", "3"])
        #expect(request.queryValues("c").isEmpty)
    }
}

@Suite struct HTTPResponseTests {
    @Test(arguments: ["ok", "ok\n"]) func `a text ends with one line end`(_ text: String) {
        #expect(HTTPResponse.text(200, text).body.map { String(buffer: $0) } == ["ok\n"])
    }
}
