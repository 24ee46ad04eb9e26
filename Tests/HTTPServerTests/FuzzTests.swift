import NIOCore
import NIOEmbedded
import Testing

@testable import HTTPServer

struct FuzzTests {
    private static let seeds = [
        get("/metrics?name[]=a%20b&x=+", "Accept: text/plain", "Accept-Encoding: gzip"),
        "HEAD http://a/metrics HTTP/1.0\r\nConnection: keep-alive\r\n\r\n" + get("/query?a"),
        post("Content-Length: 5", "Expect: 100-continue") + "hello" + get("/metrics"),
        post("Transfer-Encoding: chunked") + "5;a=b\r\nhello\r\n0\r\nTrailer: x\r\n\r\n" + get("/metrics"),
        get("/metrics", "Connection: Upgrade", "Upgrade: h2c") + "CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n",
        "OPTIONS * HTTP/1.1\r\nHost: [::1]:80\r\n\r\n\r\n\r\n" + get("/"),
    ]
    private static let pieces = [
        "\r\n", "\n", "\r", "\0", " ", ":", "\t", "HTTP/1.1", "HTTP/2.0", "GET ", "Transfer-Encoding: chunked\r\n",
        "Content-Length: 3\r\n", "Host: b\r\n", "\r\n\r\n", "0\r\n\r\n", "%", "ffffffff", "\u{FF}", "Upgrade: x\r\n",
        "Connection: upgrade, close\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ]

    @Test(arguments: 0..<8 as Range<UInt64>)
    func anyBytesInAnyPiecesGetAnHTTPAnswerFromALivingServer(_ seed: UInt64) throws {
        var random = Random(state: seed)
        for _ in 0..<1000 {
            let bytes = Self.mutated(&random)
            let connection = try EmbeddedConnection()
            var rest = ByteBuffer(bytes: bytes)
            while rest.readableBytes > 0, connection.isOpen {
                let length = Int.random(in: 1...max(1, min(rest.readableBytes, 200)), using: &random)
                try connection.receive(rest.readSlice(length: min(length, rest.readableBytes)) ?? ByteBuffer())
            }
            try connection.endInput()
            connection.advance(by: .seconds(500))
            #expect(!connection.isOpen, "\(String(decoding: bytes, as: UTF8.self).debugDescription)")
            let answer = try connection.written()
            #expect(
                answer.isEmpty || answer.hasPrefix("HTTP/1.1 "),
                "\(String(decoding: bytes, as: UTF8.self).debugDescription)")
            try connection.finish()
        }
    }

    private static func mutated(_ random: inout Random) -> [UInt8] {
        var bytes = Array(seeds[Int.random(in: 0..<seeds.count, using: &random)].utf8)
        for _ in 0..<Int.random(in: 1...6, using: &random) {
            let index = Int.random(in: 0..<max(1, bytes.count), using: &random)
            switch Int.random(in: 0..<5, using: &random) {
            case 0 where !bytes.isEmpty: bytes[index] = UInt8.random(in: 0...255, using: &random)
            case 1 where !bytes.isEmpty: bytes.remove(at: index)
            case 2: bytes.insert(contentsOf: pieces[Int.random(in: 0..<pieces.count, using: &random)].utf8, at: index)
            case 3: bytes.removeLast(min(bytes.count, Int.random(in: 0...20, using: &random)))
            default: bytes.insert(contentsOf: bytes[index...].prefix(30), at: index)
            }
        }
        return bytes
    }
}

/// SplitMix64: the same sequence for the same seed, on every machine.
struct Random: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
