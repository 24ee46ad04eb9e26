import Testing

@testable import Snapshot
@testable import StatusPage

struct PageTextTests {
    @Test func aLongTextIsCutBetweenCharacters() {
        #expect(PageText.cut("Boiler house", to: 80) == "Boiler house")
        #expect(PageText.cut(String(repeating: "å", count: 10_000), to: 80) == String(repeating: "å", count: 80) + "…")
        #expect(PageText.cut("🏭🇸🇪👨‍👩‍👧‍👦x", to: 3) == "🏭🇸🇪…")
        #expect(PageText.cut("🏭🇸🇪xy", to: 3) == "🏭🇸🇪x…")
    }

    @Test func thousandsOfMarksOnOneLetterAreCutToo() {
        #expect(PageText.cut("ab" + String(repeating: "\u{0335}", count: 10_000), to: 80) == "a…")
        #expect(PageText.cut(String(repeating: "e\u{0301}", count: 79), to: 80).count == 79)
    }

    @Test func aNameEndsItsWritingDirection() {
        #expect(PageText.name("مبنى <3").text == "<bdi>مبنى &lt;3</bdi>")
    }

    @Test func numbersHaveADotAndNarrowBlanks() {
        let shown: [(Double, Int, String)] = [
            (0, 3, "0"), (-0.0001, 3, "0"), (0.1234, 3, "0.123"), (999.96, 1, "1\u{202F}000"),
            (1_234_567.891, 2, "1\u{202F}234\u{202F}567.89"), (-1234, 0, "-1\u{202F}234"), (-123.5, 1, "-123.5"),
            (1e300, 2, "1e+300"), (.infinity, 2, "–"), (.nan, 2, "–"),
        ]
        for (value, places, text) in shown { #expect(PageText.number(value, places: places) == text) }
    }

    @Test func agesAndSpansAreShort() {
        #expect(PageText.age(.seconds(-5)) == "0 min")
        #expect(PageText.age(.seconds(7_199)) == "119 min")
        #expect(PageText.age(.seconds(7_200)) == "2 h")
        #expect(PageText.age(.seconds(2 * 86_400)) == "2 days")
        #expect(PageText.span(seconds: 59) == "59 s")
        #expect(PageText.span(seconds: 900) == "15 min")
        #expect(PageText.span(seconds: 3 * 3600 + 900) == "3 h 15 min")
        #expect(PageText.span(seconds: 2 * 86_400 + 900) == "2 d")
        #expect(PageText.span(seconds: 2 * 86_400 + 4 * 3600 + 900) == "2 d 4 h")
    }
}
