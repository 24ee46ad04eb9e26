import NIOCore
import Testing

@testable import HTTPServer

struct MalformedRequestTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let status: Int
        let bytes: String

        init(_ status: Int, _ name: String, _ bytes: String) {
            self.status = status
            testDescription = name
            self.bytes = bytes
        }
    }

    static let rows: [Row] = [
        Row(400, "no version", "GET /metrics\r\n"),
        Row(400, "a version that is none", "GET /metrics HTTP/11\r\nHost: a\r\n\r\n"),
        Row(400, "HTTP in lower case", "GET /metrics http/1.1\r\nHost: a\r\n\r\n"),
        Row(400, "a line of text", "hello there\r\n"),
        Row(400, "another protocol of lines", "SSH-2.0-OpenSSH_9.2\r\n"),
        Row(400, "a tab between method and target", "GET\t/metrics HTTP/1.1\r\nHost: a\r\n\r\n"),
        Row(400, "a blank behind the version", "GET /metrics HTTP/1.1 \r\nHost: a\r\n\r\n"),
        Row(400, "line feeds alone", "GET /metrics HTTP/1.1\nHost: a\n\n"),
        Row(400, "NUL in the target", "GET /a\0b HTTP/1.1\r\nHost: a\r\n\r\n"),
        Row(400, "a target that is not ASCII", "GET /å HTTP/1.1\r\nHost: a\r\n\r\n"),
        Row(400, "a target that is no path", "GET metrics HTTP/1.1\r\nHost: a\r\n\r\n"),
        Row(400, "a target of another scheme", get("ftp://a/metrics")),
        Row(400, "an asterisk with GET", get("*")),
        Row(400, "bad percent encoding in the path", get("/%zz")),
        Row(400, "bad percent encoding in the query", get("/metrics?a=%2")),
        Row(400, "encoded NUL", get("/%00")),
        Row(400, "encoded bytes that are not UTF-8", get("/%ff")),
        Row(400, "no Host", "GET /metrics HTTP/1.1\r\n\r\n"),
        Row(400, "two Host fields", get("/metrics", "Host: a")),
        Row(400, "a Host with a blank", "GET /metrics HTTP/1.1\r\nHost: a b\r\n\r\n"),
        Row(400, "a folded field", get("/metrics", "X: a", " b")),
        Row(400, "a blank before the first field", "GET /metrics HTTP/1.1\r\n Host: a\r\n\r\n"),
        Row(400, "a blank before the colon", "GET /metrics HTTP/1.1\r\nHost : a\r\n\r\n"),
        Row(400, "a field without colon", get("/metrics", "nonsense")),
        Row(400, "a field without name", get("/metrics", ": a")),
        Row(400, "NUL in a field", get("/metrics", "X: a\0b")),
        Row(400, "a carriage return in a field", get("/metrics", "X: a\rb")),
        Row(400, "Content-Length twice", post("Content-Length: 1", "Content-Length: 1") + "x"),
        Row(400, "two different Content-Lengths", post("Content-Length: 1", "Content-Length: 2") + "xx"),
        Row(400, "a list as Content-Length", post("Content-Length: 1, 1") + "x"),
        Row(400, "a signed Content-Length", post("Content-Length: +1") + "x"),
        Row(400, "a negative Content-Length", post("Content-Length: -1") + "x"),
        Row(400, "a hexadecimal Content-Length", post("Content-Length: 0x1") + "x"),
        Row(400, "an empty Content-Length", post("Content-Length:") + "x"),
        Row(400, "a Content-Length of 24 digits", post("Content-Length: 999999999999999999999999") + "x"),
        Row(
            400, "Transfer-Encoding before Content-Length",
            post("Transfer-Encoding: chunked", "Content-Length: 3") + "0\r\n\r\n"),
        Row(
            400, "Content-Length before Transfer-Encoding",
            post("Content-Length: 3", "Transfer-Encoding: chunked") + "0\r\n\r\n"),
        Row(
            400, "Transfer-Encoding in HTTP/1.0",
            "POST /reload HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        Row(400, "chunked twice", post("Transfer-Encoding: chunked, chunked") + "0\r\n\r\n"),
        Row(400, "an empty Transfer-Encoding", post("Transfer-Encoding:") + "0\r\n\r\n"),
        Row(400, "chunked that is not last", post("Transfer-Encoding: chunked, gzip") + "0\r\n\r\n"),
        Row(400, "a chunk size that is none", post("Transfer-Encoding: chunked") + "zz\r\n"),
        Row(400, "a chunk size too large to count", post("Transfer-Encoding: chunked") + "fffffffffffffffff\r\n"),
        Row(400, "a chunk longer than its size", post("Transfer-Encoding: chunked") + "1\r\nabc\r\n"),
        Row(400, "chunks that end with line feeds alone", post("Transfer-Encoding: chunked") + "1\na\n0\n\n"),
        Row(400, "a malformed trailer", post("Transfer-Encoding: chunked") + "0\r\nbad trailer\r\n\r\n"),
        Row(400, "only empty lines", String(repeating: "\r\n", count: 5000)),
        Row(405, "a method that nobody knows", "BREW /metrics HTTP/1.1\r\nHost: a\r\n\r\n"),
        Row(405, "a method in lower case", "get /metrics HTTP/1.1\r\nHost: a\r\n\r\n"),
        Row(404, "a method that nobody knows, elsewhere", "BREW /coffee HTTP/1.1\r\nHost: a\r\n\r\n"),
        Row(405, "CONNECT", "CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n"),
        Row(413, "a body larger than the limit", post("Content-Length: 65537") + "x"),
        Row(
            413, "a chunked body larger than the limit",
            post("Transfer-Encoding: chunked") + "10000\r\n" + String(repeating: "x", count: 65_536) + "\r\n1\r\nx\r\n"),
        Row(414, "a long target", get("/" + String(repeating: "a", count: 8200))),
        Row(414, "a request line without end", "GET /" + String(repeating: "a", count: 20_000)),
        Row(417, "an expectation that nobody knows", get("/metrics", "Expect: a-miracle")),
        Row(431, "a long field", get("/metrics", "X: " + String(repeating: "a", count: 8200))),
        Row(431, "a long field name", get("/metrics", String(repeating: "a", count: 8200) + ": x")),
        Row(431, "many long fields", get("/metrics", String(repeating: "X: aaaaaaaaaaaaaaaaaaaaaaa\r\n", count: 400))),
        Row(
            431, "101 fields",
            "GET /metrics HTTP/1.1\r\nHost: a\r\n" + String(repeating: "X: a\r\n", count: 100) + "\r\n"),
        Row(501, "a transfer coding alone", post("Transfer-Encoding: gzip")),
        Row(501, "a transfer coding before chunked", post("Transfer-Encoding: gzip, chunked") + "0\r\n\r\n"),
        Row(501, "a transfer coding that resembles chunked", post("Transfer-Encoding: xchunked") + "0\r\n\r\n"),
        Row(505, "HTTP/2.0", "GET /metrics HTTP/2.0\r\nHost: a\r\n\r\n"),
        Row(505, "HTTP/3.0", "GET /metrics HTTP/3.0\r\nHost: a\r\n\r\n"),
        Row(505, "HTTP/0.9 by name", "GET /metrics HTTP/0.9\r\n\r\n"),
        Row(505, "the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
    ]

    /// The first lines' phrases, word for word.
    static let phrases = [
        400: "Bad Request", 404: "Not Found", 405: "Method Not Allowed", 413: "Payload Too Large", 414: "URI Too Long",
        417: "Expectation Failed", 431: "Request Header Fields Too Large", 501: "Not Implemented",
        505: "HTTP Version Not Supported",
    ]

    @Test(arguments: rows) func aMalformedRequestIsAnsweredWithItsStatusAndACloseAndCounted(_ row: Row) async throws {
        try await TestServer.with { server in
            // The request after it must never be served: the end of the malformed one is unknown.
            let answer = try await server.exchange(row.bytes + get("/query?smuggled"))
            let phrase = try #require(Self.phrases[row.status])
            #expect(answer.hasPrefix("HTTP/1.1 \(row.status) \(phrase)\r\n"))
            #expect(answer.contains("\r\nConnection: close\r\n"))
            #expect(answer.split(separator: "HTTP/1.1 ").count == 1)
            #expect(server.counts.all.values.reduce(0, +) == 1)
            #expect(server.counts.all.keys.first?.hasSuffix(" \(row.status)") == true)
        }
    }

    @Test(arguments: rows.filter { $0.bytes.utf8.count < 2000 })
    func aMalformedRequestIsAnsweredTheSameWhenItComesByteByByte(_ row: Row) async throws {
        try await TestServer.with { server in
            let client = try await server.connect()
            for byte in row.bytes.utf8 {
                client.channel.writeAndFlush(ByteBuffer(bytes: [byte]), promise: nil)
            }
            let answer = try await client.receivedToEnd()
            #expect(answer.hasPrefix("HTTP/1.1 \(row.status) "))
        }
    }

    @Test(
        arguments: [
            [0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xFC, 0x03, 0x03] + Array(repeating: 0, count: 200),
            Array(128...255),
            [0x00],
            [0x04, 0x01, 0x00, 0x50],
        ] as [[UInt8]])
    func aRequestThatIsNotHTTPIsClosedWithoutAnAnswer(_ bytes: [UInt8]) async throws {
        try await TestServer.with { server in
            let client = try await server.connect()
            try await client.send(bytes: ByteBuffer(bytes: bytes))
            try await client.waitForClose()
            #expect(server.counts.all.isEmpty)
            #expect(try await server.stillAnswers())
        }
    }

    @Test func aRequestThatTheClientEndsHalfwayIsAnsweredWith400() async throws {
        for start in ["GET /metrics HTT", "GET /metrics HTTP/1.1\r\nHo", post("Content-Length: 5") + "abc"] {
            try await TestServer.with { server in
                let client = try await server.connect()
                try await client.send(start)
                try await client.shutdownOutput()
                #expect(try await client.receivedToEnd().hasPrefix("HTTP/1.1 400 "))
            }
        }
    }

    @Test func aMalformedRequestWhoseLargeBodyIsStillBeingSentGetsItsAnswer() async throws {
        try await TestServer.with { server in
            let client = try await server.connect()
            client.channel.writeAndFlush(
                ByteBuffer(string: post("Content-Length: 3000000") + String(repeating: "x", count: 3_000_000)),
                promise: nil)
            #expect(try await client.receivedToEnd().hasPrefix("HTTP/1.1 413 "))
        }
    }

    @Test func anAnswer405NamesTheMethodsThatAreAllowed() async throws {
        try await TestServer.with { server in
            let answer = try await server.exchange(
                "DELETE /metrics HTTP/1.1\r\nHost: a\r\n\r\n" + "GET /reload HTTP/1.1\r\nHost: a\r\n\r\n"
                    + "OPTIONS * HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            #expect(answer.contains("\r\nAllow: GET, HEAD\r\n"))
            #expect(answer.contains("\r\nAllow: POST\r\n"))
            #expect(answer.contains("\r\nAllow: GET, HEAD, POST\r\n"))
            #expect(server.counts.all == ["/metrics 405": 1, "/reload 405": 1, "other 405": 1])
        }
    }
}
