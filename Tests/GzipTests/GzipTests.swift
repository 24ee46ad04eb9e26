import Gzip
import TestSupport
import Testing

struct GzipTests {
    private func text(_ lines: Range<Int>) -> [UInt8] {
        Array(
            lines.map { "oresundskraft_timeseries_value{metering_point=\"735999\($0)\"} \($0 * 7 % 13)\n" }.joined()
                .utf8)
    }

    /// What Python's zlib makes of it as exactly one member, with the checksum checked.
    private func python(_ member: [UInt8]) async throws -> [UInt8] {
        let script = """
            import sys, zlib
            reader = zlib.decompressobj(wbits=31)
            sys.stdout.buffer.write(reader.decompress(sys.stdin.buffer.read()) + reader.flush())
            sys.exit(0 if reader.eof and not reader.unused_data else "not one whole member")
            """
        let answer = try await Program.python.run(["-c", script], input: member)
        #expect(answer.status == 0, "\(answer.errors)")
        return answer.output
    }

    @Test(arguments: [0, 1, 100, 40_000])
    func whatIsCompressedComesBack(lines: Int) async throws {
        let text = text(0..<lines)
        let member = try gzip(text)
        #expect(try gunzip(member, limit: text.count) == text)
        #expect(try await python(member) == text)
    }

    @Test func bytesWithoutAnyOrderComeBack() throws {
        let noise = (0..<300_000).map { _ in UInt8.random(in: 0...255) }
        #expect(try gunzip(gzip(noise), limit: noise.count) == noise)
        #expect(try gunzip(GzipMember.join([GzipSegment(noise)], tail: noise), limit: 2 * noise.count) == noise + noise)
    }

    @Test func segmentsAndTailMakeOneMember() async throws {
        let parts = [text(0..<5000), text(3000..<4000), [], text(7..<8)]
        let tail = text(50_000..<50_100)
        let member = try GzipMember.join(parts.map { try GzipSegment($0) }, tail: tail)
        let whole = parts.reduce([], +) + tail
        #expect(try await python(member) == whole)
        #expect(try gunzip(member, limit: whole.count) == whole)
        let gunzipped = try await Program("gunzip").run(["-c"], input: member)
        #expect(gunzipped.status == 0)
        #expect(gunzipped.output == whole)
        #expect(gunzipped.errors == "")
    }

    @Test func anyChoiceOfSegmentsMakesAMember() throws {
        let parts = (0..<4).map { text($0 * 1000..<$0 * 1000 + 900) }
        let segments = try parts.map { try GzipSegment($0) }
        for choice in [[], [0], [3, 1], [2, 2, 0], [0, 1, 2, 3]] {
            let whole = choice.flatMap { parts[$0] }
            #expect(try gunzip(GzipMember.join(choice.map { segments[$0] }), limit: whole.count) == whole)
        }
    }

    @Test func aSegmentIsSmall() throws {
        let text = text(0..<5000)
        #expect(try GzipSegment(text).deflated.count < text.count / 8)
    }

    @Test func noMoreThanTheLimitComesOut() throws {
        let member = try gzip(Array(repeating: 0, count: 1_000_000))
        #expect(throws: GzipError.tooLarge(limit: 999_999)) { try gunzip(member, limit: 999_999) }
        #expect(try gunzip(member, limit: 1_000_000).count == 1_000_000)
    }

    @Test func aTruncatedMemberIsRefused() throws {
        let member = try gzip(text(0..<100))
        for length in [0, 5, 10, member.count / 2, member.count - 1] {
            #expect(throws: GzipError.malformed(reason: "it ends too early")) {
                try gunzip(Array(member.prefix(length)), limit: 1 << 20)
            }
        }
    }

    @Test func aDamagedMemberIsRefused() throws {
        var member = try gzip(text(0..<100))
        member[member.count - 6] ^= 1
        #expect(throws: GzipError.malformed(reason: "incorrect data check")) { try gunzip(member, limit: 1 << 20) }
    }

    @Test func whatIsNotGzipIsRefused() {
        #expect(throws: GzipError.malformed(reason: "incorrect header check")) {
            try gunzip(Array("hello, this is no gzip".utf8), limit: 100)
        }
    }

    @Test func aSecondMemberIsRefused() throws {
        let member = try gzip([1, 2, 3])
        #expect(throws: GzipError.malformed(reason: "\(member.count) bytes follow the end")) {
            try gunzip(member + member, limit: 100)
        }
    }

    @Test func anErrorSaysWhatFailed() {
        #expect(
            "\(GzipError.tooLarge(limit: 10))" == "cannot decompress gzip data: it is larger than the limit of 10 bytes"
        )
        #expect("\(GzipError.zlib(operation: "compress", code: -4))" == "zlib cannot compress: code -4")
    }
}
