import Ground
import TestSupport
import Testing

@testable import Capture

struct PseudonymTests {
    private func pseudonyms(_ known: [String] = [], seed: UInt64 = 1) -> Pseudonyms {
        Pseudonyms(
            avoiding: KnownTexts(Set(known.map { Array($0.lowercased().unicodeScalars) })),
            generator: SeededGenerator(seed: seed))
    }

    private func text(_ text: String, _ pseudonyms: inout Pseudonyms) -> String {
        String(String.UnicodeScalarView(pseudonyms.text(for: Array(text.unicodeScalars))))
    }

    @Test(arguments: ["Skolan 3B, Höganäs", "100001", "ÅÄÖ-é ß", "  x1 ", "漢字 12", "", "---"])
    func theKindOfEachCharacterStays(_ original: String) {
        var pseudonyms = pseudonyms()
        let made = text(original, &pseudonyms)
        #expect(made.utf8.count == original.utf8.count)
        for (old, new) in zip(original.unicodeScalars, made.unicodeScalars) {
            #expect(old.kind == new.kind && (old.kind != .other || old == new))
            if old.kind == .letter { #expect(old.isUppercaseLetter == new.isUppercaseLetter) }
        }
        #expect(text(original, &pseudonyms) == made)
    }

    @Test func oneTextHasOnePseudonymInEveryForm() {
        var pseudonyms = pseudonyms()
        let number = text("100001", &pseudonyms)
        #expect(text("0000100001", &pseudonyms) == "0000" + number)
        #expect(text(" 100001  ", &pseudonyms) == " \(number)  ")
        let name = text("Skolan", &pseudonyms)
        #expect(text("SKOLAN", &pseudonyms) == name.uppercased() && text("skolan", &pseudonyms) == name.lowercased())
    }

    @Test func aMeteringPointBeginsWith735999AndKeepsItsCheckDigit() {
        var pseudonyms = pseudonyms()
        // The first has the check digit of GS1.
        let (right, wrong) = (text("735111000000000013", &pseudonyms), text("735111000000000015", &pseudonyms))
        for made in [right, wrong] { #expect(made.hasPrefix("735999") && made.count == 18) }
        let digits = right.compactMap(\.wholeNumberValue)
        let sum = digits.dropLast().reversed().enumerated().reduce(0) {
            $0 + $1.element * ($1.offset.isMultiple(of: 2) ? 3 : 1)
        }
        #expect(digits.last == (10 - sum % 10) % 10)
    }

    @Test func noTwoTextsHaveOnePseudonymAndNoneHasAKnownText() {
        let originals = (100_000..<103_000).map(String.init)
        var pseudonyms = pseudonyms(originals)
        let made = originals.map { text($0, &pseudonyms) }
        #expect(Set(made).count == originals.count)
        #expect(Set(made).isDisjoint(with: originals))
        #expect(made.allSatisfy { $0.first != "0" })
    }

    @Test func anotherCaptureHasOthers() {
        var (first, second) = (pseudonyms(), pseudonyms(seed: 2))
        #expect(text("735111000000000013", &first) != text("735111000000000013", &second))
    }

    @Test(arguments: [
        ("12.5", 2.0, "25.0"), ("1,25", 0.5, "0,625"), ("0", 3, "0"), ("-3", 0.5, "-1.5"), ("1e2", 0.1, "10"),
        ("0.123456", 0.5, "0.061728"),
    ])
    func aScaledNumberKeepsItsForm(_ number: String, _ factor: Double, _ scaled: String) {
        #expect(ScaledNumber.text(Array(number.unicodeScalars), times: factor) == scaled)
    }
}
