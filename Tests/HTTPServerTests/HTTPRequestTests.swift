import NIOCore
import Testing

@testable import HTTPServer

struct HTTPRequestTests {
    @Test func repeatedFieldsAreJoinedWhateverTheCaseOfTheirNames() {
        let request = HTTPRequest(path: "/", headers: [("Accept", "a"), ("X", "b"), ("ACCEPT", "c;q=1, d")])
        #expect(request.header("accept") == "a, c;q=1, d")
        #expect(request.header("Y") == nil)
    }

    @Test func repeatedQueryItemsAreKept() {
        let items = [
            QueryItem(name: "a", value: "1"), QueryItem(name: "b", value: "2"), QueryItem(name: "a", value: "3"),
        ]
        let request = HTTPRequest(path: "/", query: items)
        #expect(request.queryValues("a") == ["1", "3"])
        #expect(request.queryValues("c").isEmpty)
    }
}

struct HTTPResponseTests {
    @Test(arguments: ["ok", "ok\n"]) func aTextBodyEndsWithOneLineBreak(_ text: String) {
        #expect(HTTPResponse.text(200, text).body.map { String(buffer: $0) } == ["ok\n"])
    }
}
