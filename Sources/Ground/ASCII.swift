/// Classes of ASCII bytes, by which protocols and file formats are defined.
extension UInt8 {
    /// `0` to `9`.
    package var isASCIIDigit: Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= self }

    /// `a` to `z`, `A` to `Z`.
    package var isASCIILetter: Bool { UInt8(ascii: "a")...UInt8(ascii: "z") ~= self | 0x20 }

    /// `0` to `9`, `a` to `z`, `A` to `Z`.
    package var isASCIIAlphanumeric: Bool { isASCIIDigit || isASCIILetter }

    /// A character of an HTTP token (RFC 9110, 5.6.2).
    package var isHTTPToken: Bool { isASCIIAlphanumeric || "!#$%&'*+-.^_`|~".utf8.contains(self) }

    /// A character that a URL holds as it is, whatever its place (RFC 3986, 2.3, "unreserved").
    package var isUnreservedInURL: Bool { isASCIIAlphanumeric || "-._~".utf8.contains(self) }

    /// Space or tab: the optional white space of HTTP (RFC 9110, 5.6.3).
    package var isHTTPBlank: Bool { self == 0x20 || self == 0x09 }

    /// The lower-case letter of a capital; any other byte is unchanged.
    package var lowercasedASCII: UInt8 { UInt8(ascii: "A")...UInt8(ascii: "Z") ~= self ? self | 0x20 : self }

    /// The value of a hexadecimal digit in any case; nil for any other byte.
    package var hexadecimalValue: UInt8? {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): self - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): self - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): self - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}

extension StringProtocol {
    /// Returns the text without surrounding spaces and tabs (RFC 9110, 5.6.3).
    package func trimmingHTTPBlanks() -> SubSequence {
        var text = self[...]
        while let first = text.utf8.first, first.isHTTPBlank { text = text.dropFirst() }
        while let last = text.last, last == " " || last == "\t" { text = text.dropLast() }
        return text
    }
}
