import Gzip
import TestSupport
import Testing

struct GzipTests {
    private func text(_ lines: Range<Int>) -> [UInt8] {
        Array(
            lines.map { "oresundskraft_timeseries_value{metering_point=\"735999\($0)\"} \($0 * 7 % 13)\n" }.joined()
                .utf8)
    }

    @Test(arguments: [0, 1, 100, 40_000])
    func compressedBytesAreRestored(lines: Int) async throws {
        let text = text(0..<lines)
        let member = try gzip(text)
        #expect(try await gunzip(member) == text)
    }

    @Test func randomBytesAreRestored() async throws {
        let noise = (0..<300_000).map { _ in UInt8.random(in: 0...255) }
        #expect(try await gunzip(gzip(noise)) == noise)
        #expect(try await gunzip(GzipMember.join([GzipSegment(noise)], tail: noise)) == noise + noise)
    }

    @Test func segmentsAndTailMakeOneMember() async throws {
        let parts = [text(0..<5000), text(3000..<4000), [], text(7..<8)]
        let tail = text(50_000..<50_100)
        let member = GzipMember.join(try parts.map { try GzipSegment($0) }, tail: tail)
        let whole = parts.reduce([], +) + tail
        #expect(try await gunzip(member) == whole)
        let gunzipped = try await Program("gunzip").run(["-c"], input: member)
        #expect(gunzipped.status == 0)
        #expect(gunzipped.output == whole)
        #expect(gunzipped.errors == "")
    }

    @Test func anyChoiceOfSegmentsMakesAMember() async throws {
        let parts = (0..<4).map { text($0 * 1000..<$0 * 1000 + 900) }
        let segments = try parts.map { try GzipSegment($0) }
        for choice in [[], [0], [3, 1], [2, 2, 0], [0, 1, 2, 3]] {
            let whole = choice.flatMap { parts[$0] }
            #expect(try await gunzip(GzipMember.join(choice.map { segments[$0] })) == whole)
        }
    }

    @Test func aSegmentIsSmall() throws {
        let text = text(0..<5000)
        #expect(try GzipSegment(text).deflated.count < text.count / 8)
    }

    @Test func anErrorSaysWhatFailed() {
        #expect("\(GzipError.zlib(operation: "compress", code: -4))" == "zlib cannot compress: code -4")
    }
}
