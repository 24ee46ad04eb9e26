/// A character of a text with its bytes, so that it can be replaced in the same form: plain, as an escape of JSON
/// (`\u0031`), percent-encoded (`%31`, `%2531`), or as a reference of HTML (`&#49;`).
package struct TextUnit: Sendable {
    private enum Form {
        case plain, jsonEscape, percent, nestedEscape, reference
    }

    /// The character; nil for a byte that is part of none.
    package let scalar: Unicode.Scalar?
    /// The bytes as they stand in the text.
    package let bytes: [UInt8]
    private let form: Form
    /// The characters with which an encoded one is written.
    private let parts: [TextUnit]

    private init(_ scalar: Unicode.Scalar?, _ bytes: [UInt8], _ form: Form = .plain, parts: [TextUnit] = []) {
        self.scalar = scalar
        self.bytes = bytes
        self.form = form
        self.parts = parts
    }

    /// Returns the bytes of another character in the same form. Both have the same length in UTF-8.
    package func replaced(by other: Unicode.Scalar) -> [UInt8] {
        let utf8 = Array(String(other).utf8)
        switch form {
        case .plain: return utf8
        case .jsonEscape:
            var escapes: [UInt8] = []
            for unit in String(other).utf16 { escapes += Array("\\u".utf8) + Self.hexadecimal(unit, digits: 4) }
            return escapes
        case .reference: return Array("&#\(other.value);".utf8)
        case .percent:
            var digits: [UInt8] = []
            for byte in utf8 { digits += [UInt8(ascii: "%")] + Self.hexadecimal(UInt16(byte), digits: 2) }
            return rewritten(String(decoding: digits, as: UTF8.self).uppercased())
        case .nestedEscape:
            let units = String(other).utf16
            guard units.count == 1, let unit = units.first else { return bytes }
            return rewritten("\\u" + String(decoding: Self.hexadecimal(unit, digits: 4), as: UTF8.self))
        }
    }

    /// Writes other characters in the forms of the parts; unchanged ones keep their bytes.
    private func rewritten(_ text: String) -> [UInt8] {
        guard text.unicodeScalars.count == parts.count else { return bytes }
        return zip(parts, text.unicodeScalars).flatMap { $0.scalar == $1 ? $0.bytes : $0.replaced(by: $1) }
    }

    private static func hexadecimal(_ number: UInt16, digits: Int) -> [UInt8] {
        let text = String(number, radix: 16)
        return Array((String(repeating: "0", count: max(0, digits - text.count)) + text).utf8)
    }
}

// MARK: Reading

extension TextUnit {
    /// Reads bytes that should be UTF-8.
    ///
    /// - Parameter isJSON: true if escapes of JSON (RFC 8259, 7) stand for characters.
    package static func units(of bytes: some Collection<UInt8>, isJSON: Bool) -> [TextUnit] {
        let bytes = Array(bytes)
        var units: [TextUnit] = []
        units.reserveCapacity(bytes.count)
        var place = 0
        while place < bytes.count {
            let unit = (isJSON ? escape(bytes, place) : nil) ?? plain(bytes, place)
            units.append(unit)
            place += unit.bytes.count
        }
        return units
    }

    private static func plain(_ bytes: [UInt8], _ place: Int) -> TextUnit {
        let first = bytes[place]
        if first < 0x80 { return TextUnit(Unicode.Scalar(first), [first]) }
        let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
        let slice = Array(bytes[place..<min(bytes.count, place + length)])
        guard let text = String(validating: slice, as: UTF8.self), let scalar = text.unicodeScalars.first,
            text.unicodeScalars.count == 1
        else { return TextUnit(nil, [first]) }
        return TextUnit(scalar, slice)
    }

    private static func escape(_ bytes: [UInt8], _ place: Int) -> TextUnit? {
        guard bytes[place] == UInt8(ascii: "\\"), place + 1 < bytes.count else { return nil }
        let letter = bytes[place + 1]
        guard letter < 0x80 else { return nil }
        let short: [UInt8: Unicode.Scalar] = [
            UInt8(ascii: "n"): "\n", UInt8(ascii: "t"): "\t", UInt8(ascii: "r"): "\r", UInt8(ascii: "b"): "\u{8}",
            UInt8(ascii: "f"): "\u{C}",
        ]
        guard letter == UInt8(ascii: "u") else {
            return TextUnit(short[letter] ?? Unicode.Scalar(letter), Array(bytes[place..<place + 2]))
        }
        guard let unit = hexadecimal(bytes, place + 2, count: 4) else { return nil }
        let whole = Array(bytes[place..<place + 6])
        if let scalar = Unicode.Scalar(unit) { return TextUnit(scalar, whole, .jsonEscape) }
        // A pair of surrogates is one character; a lone one is none.
        if unit < 0xDC00, place + 12 <= bytes.count, bytes[place + 6] == UInt8(ascii: "\\"),
            bytes[place + 7] == UInt8(ascii: "u"), let low = hexadecimal(bytes, place + 8, count: 4),
            (0xDC00..<0xE000).contains(low),
            let scalar = Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00))
        {
            return TextUnit(scalar, Array(bytes[place..<place + 12]), .jsonEscape)
        }
        return TextUnit(nil, whole)
    }

    private static func hexadecimal(_ bytes: [UInt8], _ place: Int, count: Int) -> UInt32? {
        guard place + count <= bytes.count else { return nil }
        return UInt32(String(decoding: bytes[place..<place + count], as: UTF8.self), radix: 16)
    }

    /// Returns the characters behind percent-encoding, escapes inside the text and references of HTML, each as one
    /// unit, however deeply they are nested.
    package static func decoded(_ units: [TextUnit]) -> [TextUnit] {
        var units = units
        // Deeper than gateways nest; each pass makes the text shorter.
        for _ in 0..<8 {
            guard units.contains(where: { $0.scalar == "%" || $0.scalar == "\\" || $0.scalar == "&" }) else { break }
            let count = units.count
            units = pass(units)
            if units.count == count { break }
        }
        return units
    }

    private static func pass(_ units: [TextUnit]) -> [TextUnit] {
        var result: [TextUnit] = []
        var place = 0
        while place < units.count {
            let rest = units[place...]
            let found = percent(rest) ?? nested(rest) ?? reference(rest)
            result.append(found ?? units[place])
            place += found.map(\.parts.count) ?? 1
        }
        return result
    }

    private static func percent(_ units: ArraySlice<TextUnit>) -> TextUnit? {
        guard let first = byte(units) else { return nil }
        let length = first < 0x80 ? 1 : first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
        let bytes = (0..<length).compactMap { byte(units.dropFirst($0 * 3)) }
        let scalar = String(validating: bytes, as: UTF8.self)?.unicodeScalars
        guard bytes.count == length, let scalar, scalar.count == 1 else {
            return TextUnit(joining: units.prefix(3), nil, .percent)
        }
        return TextUnit(joining: units.prefix(3 * length), scalar.first, .percent)
    }

    private static func byte(_ units: ArraySlice<TextUnit>) -> UInt8? {
        guard units.first?.scalar == "%" else { return nil }
        return number(units.dropFirst().prefix(2), count: 2, radix: 16).map { UInt8($0) }
    }

    private static func nested(_ units: ArraySlice<TextUnit>) -> TextUnit? {
        guard units.first?.scalar == "\\", units.dropFirst().first?.scalar == "u",
            let value = number(units.dropFirst(2).prefix(4), count: 4, radix: 16)
        else { return nil }
        return TextUnit(joining: units.prefix(6), Unicode.Scalar(UInt32(value)), .nestedEscape)
    }

    private static func reference(_ units: ArraySlice<TextUnit>) -> TextUnit? {
        guard units.first?.scalar == "&", units.dropFirst().first?.scalar == "#",
            let end = units.prefix(10).firstIndex(where: { $0.scalar == ";" })
        else { return nil }
        var digits = units[(units.startIndex + 2)..<end]
        let isHexadecimal = digits.first?.scalar == "x" || digits.first?.scalar == "X"
        if isHexadecimal { digits = digits.dropFirst() }
        guard let value = number(digits, count: digits.count, radix: isHexadecimal ? 16 : 10),
            let scalar = Unicode.Scalar(UInt32(value))
        else { return nil }
        return TextUnit(joining: units[...end], scalar, .reference)
    }

    private init(joining parts: ArraySlice<TextUnit>, _ scalar: Unicode.Scalar?, _ form: Form) {
        self.init(scalar, parts.flatMap(\.bytes), form, parts: Array(parts))
    }

    private static func number(_ units: ArraySlice<TextUnit>, count: Int, radix: Int) -> Int? {
        let scalars = units.compactMap(\.scalar)
        guard scalars.count == count, count > 0, scalars.allSatisfy({ $0.isASCII && $0.properties.isASCIIHexDigit })
        else { return nil }
        return Int(String(String.UnicodeScalarView(scalars)), radix: radix)
    }
}
