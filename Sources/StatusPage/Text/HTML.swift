import Ground

/// A piece of a page: literals in the source are HTML, and every interpolated text is escaped.
///
/// ```swift
/// let cell: HTML = "<td title=\"\(name)\">\(name)</td>"
/// ```
struct HTML: Sendable, Equatable, ExpressibleByStringInterpolation {
    /// The HTML to send.
    private(set) var text: String

    init(stringLiteral text: String) { self.text = text }

    init(stringInterpolation: StringInterpolation) { text = stringInterpolation.text }

    struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var text = ""

        init(literalCapacity: Int, interpolationCount: Int) {
            text.reserveCapacity(literalCapacity + 16 * interpolationCount)
        }

        mutating func appendLiteral(_ literal: String) { text += literal }

        /// Appends a text that is escaped for content, and for an attribute's value in quotes.
        mutating func appendInterpolation(_ text: String) { self.text.append(escaped: text) }
        mutating func appendInterpolation(_ number: some BinaryInteger) { text += String(number) }
        mutating func appendInterpolation(_ html: HTML) { text += html.text }
        mutating func appendInterpolation(_ all: [HTML]) { for html in all { text += html.text } }
    }
}

extension [HTML] {
    /// Joins all pieces, with `separator` between each two.
    func joined(separator: HTML) -> HTML {
        "\(first.map { [$0] } ?? [])\(dropFirst().map { "\(separator)\($0)" as HTML })"
    }
}

extension String {
    fileprivate mutating func append(escaped other: String) {
        guard other.utf8.contains(where: \.mayNeedEscape) else {
            self += other
            return
        }
        for scalar in other.unicodeScalars {
            switch scalar {
            case "&": self += "&amp;"
            case "<": self += "&lt;"
            case ">": self += "&gt;"
            case "\"": self += "&quot;"
            case "'": self += "&#39;"
            case "\t", "\n": unicodeScalars.append(scalar)
            // HTML cannot express these (https://html.spec.whatwg.org/#control-character-reference-parse-error).
            case let scalar where scalar.isControl: unicodeScalars.append("\u{FFFD}")
            default: unicodeScalars.append(scalar)
            }
        }
    }
}

extension UInt8 {
    /// True for a control character, one of `&<>"'`, and the first byte of a control character beyond ASCII.
    fileprivate var mayNeedEscape: Bool {
        switch self {
        case 0..<0x20, 0x7F, 0xC2: true
        case UInt8(ascii: "&"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""), UInt8(ascii: "'"): true
        default: false
        }
    }
}
