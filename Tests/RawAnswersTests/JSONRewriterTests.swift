import RawAnswers
import TestSupport
import Testing

struct JSONRewriterTests {
    /// The pieces of a text, and what comes out when none is replaced.
    private func pieces(_ text: [UInt8]) -> (list: [String], kept: [UInt8]) {
        var list: [String] = []
        let kept = JSONRewriter.rewrite(text) { piece, place, bytes in
            list.append("\(piece) \(place.keys.joined(separator: ".")) \(String(decoding: bytes, as: UTF8.self))")
            return nil
        }
        return (list, kept)
    }

    @Test func eachPieceHasItsPlace() {
        let text = #"{"A":[{"b": 1, "C":{"d":"x"}} ,{"b":null}], "e" :"y"} z"#
        #expect(
            pieces(Array(text.utf8)).list == [
                "key  \"A\"", "key a \"b\"", "number a.b 1", "key a \"C\"", "key a.c \"d\"", "string a.c.d \"x\"",
                "key a \"b\"", "word a.b null", "key  \"e\"", "string e \"y\"", "other  z",
            ])
    }

    @Test(arguments: ["<html>{\"a\":1}</html>", "404", "nothing here", "", " \n"])
    func textThatIsNotJSONIsOnePiece(_ text: String) {
        #expect(pieces(Array(text.utf8)).list.count == (text.allSatisfy(\.isWhitespace) ? 0 : 1))
    }

    @Test(arguments: [
        #"{"a":"broken off"#, #"{"a":"\"#, #"{"a":{"b":[1,2"#, #"]}{"a":1}"#, #"{"a" "b", 'c':d}"#, "\u{FEFF}{\"a\":1}",
        #"{"a":NaN,"b":-Infinity,}"#, #"{"a":"\ud83d","\u0062":"\u0031"}"#, "[\"a\\\"b\",{}]",
    ])
    func noByteIsLost(_ text: String) {
        #expect(pieces(Array(text.utf8)).kept == Array(text.utf8))
    }

    @Test func noByteOfAnyTextIsLost() {
        var generator = SeededGenerator(seed: 7)
        let alphabet = Array(#"{}[]:,"\u0031 ab-1.e"#.utf8) + [0xC3, 0xA5, 0xE4, 0x00, 0xEF, 0xBB, 0xBF]
        for _ in 0..<3000 {
            let length = Int.random(in: 0..<40, using: &generator)
            let text = (0..<length).map { _ in alphabet.randomElement(using: &generator) ?? 0 }
            #expect(pieces(text).kept == text)
            let units = TextUnit.decoded(TextUnit.units(of: text, isJSON: true))
            #expect(units.flatMap(\.bytes) == text)
        }
    }

    @Test func onlyReplacedPiecesChange() {
        let text = #"{ "va":1 ,"un" : "kWh"}"#
        let changed = JSONRewriter.rewrite(Array(text.utf8)) { piece, place, _ in
            piece == .number && place.keys == ["va"] ? Array("22".utf8) : nil
        }
        #expect(String(decoding: changed, as: UTF8.self) == #"{ "va":22 ,"un" : "kWh"}"#)
    }

    // MARK: Characters in their forms

    @Test(arguments: [
        ("1", false, "7"), ("\\u0031", true, "\\u0037"), ("%31", false, "%37"), ("%2531", false, "%2537"),
        ("\\u0025\\u0033\\u0031", true, "\\u0025\\u0033\\u0037"), ("\\\\u0031", true, "\\\\u0037"),
        ("&#49;", false, "&#55;"), ("&#x31;", false, "&#55;"),
    ])
    func aReplacedDigitKeepsItsForm(_ text: String, _ isJSON: Bool, _ replaced: String) throws {
        let units = TextUnit.decoded(TextUnit.units(of: Array(text.utf8), isJSON: isJSON))
        #expect(units.map(\.scalar) == ["1"])
        #expect(String(decoding: try #require(units.first).replaced(by: "7"), as: UTF8.self) == replaced)
    }

    @Test(arguments: [
        ("å", false, "ö"), ("\\u00e5", true, "\\u00f6"), ("%C3%A5", false, "%C3%B6"),
        ("\\ud83d\\ude00", true, "\\ud83d\\ude01"),
    ])
    func aReplacedLetterOutsideASCIIKeepsItsForm(_ text: String, _ isJSON: Bool, _ replaced: String) throws {
        let units = TextUnit.decoded(TextUnit.units(of: Array(text.utf8), isJSON: isJSON))
        #expect(units.count == 1)
        let other: Unicode.Scalar = text.contains("ud83d") ? "😁" : "ö"
        #expect(String(decoding: try #require(units.first).replaced(by: other), as: UTF8.self) == replaced)
    }

    @Test func badBytesAreUnitsWithoutACharacter() {
        let units = TextUnit.units(of: [0x41, 0xC3, 0x42, 0xE4], isJSON: true)
        #expect(units.map(\.scalar) == ["A", nil, "B", nil])
    }
}
