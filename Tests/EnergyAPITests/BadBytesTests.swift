import Ground
import Metering
import Testing

@testable import EnergyAPI

/// Bytes that are not text cost a character, never the page.
struct BadBytesTests {
    private let json = #"{"consumptions": [{"meteringPoint": "1", "property": "Sk@la", "reading": []}], "next": null}"#

    private func property(_ bytes: [UInt8]) throws -> String? {
        try PageDecoder.decodeInvoiced(bytes, now: Timestamp(milliseconds: 0)).batch.sources.first?.facts.property
    }

    /// The page with some bytes in the place of the `@`.
    private func page(_ bytes: [UInt8]) -> [UInt8] {
        Array(json.utf8).flatMap { $0 == UInt8(ascii: "@") ? bytes : [$0] }
    }

    @Test(
        arguments: [
            ([0xE5], "\u{FFFD}"), ([0xC3], "\u{FFFD}"), ([0xFF, 0xFE], "\u{FFFD}\u{FFFD}"),
            ([0xE2, 0x82], "\u{FFFD}"), ([0xED, 0xA0, 0x80], "\u{FFFD}\u{FFFD}\u{FFFD}"),
            ([0xC0, 0x80], "\u{FFFD}\u{FFFD}"), ([0xF4, 0x90, 0x80, 0x80], "\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}"),
            ([0xC3, 0xA5], "å"), ([0x01], "\u{FFFD}"), ([0x00], "\u{FFFD}"), ([0x0A], " "), ([0x09], " "),
            (Array(#"\ud800"#.utf8), "\u{FFFD}"), (Array(#"\udc00\ud800"#.utf8), "\u{FFFD}\u{FFFD}"),
            (Array(#"\ud83d\ude00"#.utf8), "😀"), (Array(#"\ud83dx"#.utf8), "\u{FFFD}x"),
            (Array(#"\ud800\u0041"#.utf8), "\u{FFFD}A"), (Array(#"\u00"#.utf8), "\u{FFFD}00"),
            (Array(#"\x"#.utf8), "\u{FFFD}"), (Array(#"\u00e5\"\\"#.utf8), "å\"\\"),
        ] as [([UInt8], String)])
    func aBadByteCostsACharacter(bytes: [UInt8], text: String) throws {
        #expect(try property(page(bytes)) == "Sk\(text)la")
    }

    @Test func aNameCutInsideALetterKeepsItsBeginning() throws {
        let bytes = Array(#"{"consumptions": [{"meteringPoint": "1", "property": "Sko"#.utf8) + [0xC3]
        #expect(try property(bytes + Array(#""}]}"#.utf8)) == "Sko\u{FFFD}")
    }

    @Test func badBytesOutsideStringsAreSkipped() throws {
        let bytes = Array(json.utf8).flatMap { $0 == UInt8(ascii: "[") ? [0xFF, 0x00, $0, 0xA0] : [$0] }
        #expect(try property(bytes) == "Sk@la")
    }

    @Test func byteOrderMarksAreSkipped() throws {
        #expect(try property([0xEF, 0xBB, 0xBF] + page(Array("o".utf8))) == "Skola")
        #expect(try property([0xEF, 0xBB, 0xBF] + page([0xE5])) == "Sk\u{FFFD}la")
    }

    @Test(arguments: [true, false], [true, false])
    func utf16IsReadToo(isLittle: Bool, hasMark: Bool) throws {
        let units = (hasMark ? [0xFEFF] : []) + Array(json.replacing("@", with: "å😀").utf16)
        let bytes = units.flatMap { unit -> [UInt8] in
            let bytes = [UInt8(truncatingIfNeeded: unit >> 8), UInt8(truncatingIfNeeded: unit)]
            return isLittle ? bytes.reversed() : bytes
        }
        #expect(try property(bytes) == "Skå😀la")
    }

    @Test func keysMayBeEscaped() throws {
        let bytes = Array(#"{"consumptions": [{"metering\u0050oint": "1", "\ud800": 1, "prop\u0065rty": "x"}]}"#.utf8)
        #expect(try property(bytes) == "x")
    }

    @Test func aBrokenPageStaysBrokenWhateverItsBytes() {
        for length in 1..<page([0xE5]).count {
            #expect(throws: APIError.self) { try property(Array(page([0xE5]).prefix(length))) }
        }
    }

    @Test func randomBytesInTextsNeverCostThePage() throws {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<500 {
            let bytes = (0..<Int.random(in: 1...12, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            let inside = bytes.filter { $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }
            let expected = String(decoding: inside.map { $0 == 9 || $0 == 10 || $0 == 13 ? 32 : $0 }, as: UTF8.self)
                .unicodeScalars.map { $0.value < 0x20 ? "\u{FFFD}" : String($0) }.joined()
            try #require(try property(page(inside)) == "Sk\(expected)la", "\(inside)")
        }
    }
}
