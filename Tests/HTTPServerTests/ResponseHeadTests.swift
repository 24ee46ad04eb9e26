import NIOCore
import Testing

@testable import HTTPServer

struct ResponseHeadTests {
    private func head(_ response: HTTPResponse, _ frame: AnswerFrame = AnswerFrame()) -> [String] {
        var buffer = ByteBuffer()
        ResponseHead.write(response, frame: frame, now: 0, to: &buffer)
        return String(buffer: buffer).split(separator: "\r\n", omittingEmptySubsequences: false).map(String.init)
    }

    @Test func theLengthCountsTheBytesOfAllTheBodysParts() {
        let response = HTTPResponse(body: [ByteBuffer(string: "å"), ByteBuffer(), ByteBuffer(string: "bc")])
        #expect(head(response).contains("Content-Length: 4"))
    }

    @Test(arguments: [204, 304]) func aHeadHasNoLengthWhereThereCanBeNoBody(_ status: Int) {
        #expect(!head(HTTPResponse(status: status)).contains { $0.hasPrefix("Content-Length") })
    }

    @Test(arguments: ["Content-Length", "connection", "DATE", "Transfer-Encoding"])
    func handlersCannotSetTheServersOwnFields(_ name: String) {
        #expect(!head(HTTPResponse(headers: [(name, "mine")])).contains { $0.contains("mine") })
    }

    @Test func aLineEndInAFieldCannotBeginAnother() {
        let lines = head(HTTPResponse(headers: [("X", "a\r\nSet-Cookie: b\0")]))
        #expect(lines.contains("X: a  Set-Cookie: b "))
    }

    @Test func aHeadSaysWhetherTheConnectionCloses() {
        #expect(head(HTTPResponse(), AnswerFrame(closes: true)).contains("Connection: close"))
        #expect(head(HTTPResponse(), AnswerFrame(isVersion10: true)).contains("Connection: keep-alive"))
        #expect(!head(HTTPResponse()).contains { $0.hasPrefix("Connection") })
    }

    @Test func aStatusWithoutAPhraseKeepsItsSpace() {
        #expect(head(HTTPResponse(status: 299))[0] == "HTTP/1.1 299 ")
    }
}

struct HTTPDateTests {
    @Test(arguments: [
        (0, "Thu, 01 Jan 1970 00:00:00 GMT"), (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"),
        (951_782_399, "Mon, 28 Feb 2000 23:59:59 GMT"), (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"),
        (951_868_800, "Wed, 01 Mar 2000 00:00:00 GMT"), (1_798_761_599, "Thu, 31 Dec 2026 23:59:59 GMT"),
        (4_107_542_400, "Mon, 01 Mar 2100 00:00:00 GMT"),
    ])
    func theDateIsWrittenAsInRFC9110(_ seconds: Int, _ text: String) {
        var buffer = ByteBuffer()
        HTTPDate.write(seconds, to: &buffer)
        #expect(String(buffer: buffer) == text)
    }
}
