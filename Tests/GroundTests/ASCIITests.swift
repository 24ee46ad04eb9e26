import Ground
import Testing

struct ASCIITests {
    private func bytes(where holds: (UInt8) -> Bool) -> String {
        String(decoding: (UInt8.min...UInt8.max).filter(holds), as: UTF8.self)
    }

    @Test func classesHoldTheirCharactersAndNoOthers() {
        #expect(bytes(where: \.isASCIIDigit) == "0123456789")
        #expect(bytes(where: \.isASCIILetter) == "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
        #expect(bytes { $0.isASCIIAlphanumeric } == bytes { $0.isASCIIDigit || $0.isASCIILetter })
        // RFC 9110, 5.6.2.
        #expect(bytes { $0.isHTTPToken && !$0.isASCIIAlphanumeric } == "!#$%&'*+-.^_`|~")
        // RFC 3986, 2.3.
        #expect(bytes { $0.isUnreservedInURL && !$0.isASCIIAlphanumeric } == "-._~")
        #expect(bytes(where: \.isHTTPBlank) == "\t ")
    }

    @Test func onlyUppercaseLettersAreLowercased() {
        #expect(String(decoding: "AZaz09@[`{\u{7F}".utf8.map(\.lowercasedASCII), as: UTF8.self) == "azaz09@[`{\u{7F}")
        #expect(UInt8(0xC3).lowercasedASCII == 0xC3)
    }

    @Test func hexadecimalDigitsHaveAValueInBothCases() {
        #expect("0123456789abcdef".utf8.map(\.hexadecimalValue) == (0..<16).map { $0 })
        #expect("ABCDEF".utf8.map(\.hexadecimalValue) == (10..<16).map { $0 })
        #expect("gG/:@`".utf8.allSatisfy { $0.hexadecimalValue == nil })
    }

    @Test(arguments: [("", ""), ("a", "a"), (" \ta b\t ", "a b"), ("\u{A0}a\n", "\u{A0}a\n"), (" \t", "")])
    func onlySpacesAndTabsAreTrimmedAsHTTPDoes(text: String, trimmed: String) {
        #expect(String(text.trimmingHTTPBlanks()) == trimmed)
    }
}
