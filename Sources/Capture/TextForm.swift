import Ground

/// Forms of texts that decide whether a text is private.
enum TextForm {
    /// Returns true if a text is only a date or a time: digits stand in it as in `2026-11-24T10:00:00.000Z`.
    static func isTime(_ text: [Unicode.Scalar]) -> Bool {
        let text = Array(text.trimmed)
        guard text.count >= 10, text.count <= 40, text[4] == "-", text[7] == "-",
            [0, 1, 2, 3, 5, 6, 8, 9].allSatisfy({ text[$0].kind == .digit })
        else { return false }
        var run = 0
        for scalar in text[10...] {
            run = scalar.kind == .digit ? run + 1 : 0
            // A fraction has nine digits at most.
            guard run <= 9, scalar.kind == .digit || "TtZz:.,+- ".unicodeScalars.contains(scalar) else { return false }
        }
        return true
    }

    /// Returns true if a text is a number, with a point or a comma, or one of the words of JSON.
    static func isQuantity(_ text: [Unicode.Scalar]) -> Bool {
        var rest = text.trimmed
        if ["", "true", "false", "null"].contains(String(String.UnicodeScalarView(rest)).lowercased()) { return true }
        func takeDigits() -> Int {
            let digits = rest.prefix { $0.kind == .digit }.count
            rest = rest.dropFirst(digits)
            return digits
        }
        func take(_ signs: String) -> Bool {
            guard let first = rest.first, signs.unicodeScalars.contains(first) else { return false }
            rest = rest.dropFirst()
            return true
        }
        _ = take("+-")
        guard takeDigits() > 0 else { return false }
        if take(".,"), takeDigits() == 0 { return false }
        if take("eE") {
            _ = take("+-")
            if takeDigits() == 0 { return false }
        }
        return rest.isEmpty
    }

    /// Returns the runs of digits of at least a length.
    static func digitRuns(_ text: [Unicode.Scalar], atLeast least: Int) -> [Range<Int>] {
        runs(text) { $0.kind == .digit }.filter { $0.count >= least }
    }

    /// Returns the runs of scalars that belong together.
    static func runs(_ text: [Unicode.Scalar], _ belongs: (Unicode.Scalar) -> Bool) -> [Range<Int>] {
        var found: [Range<Int>] = []
        var start: Int?
        for place in 0...text.count {
            let isInside = place < text.count && belongs(text[place])
            if isInside, start == nil { start = place }
            if !isInside, let begin = start {
                found.append(begin..<place)
                start = nil
            }
        }
        return found
    }

    /// Returns the bytes of a word in base64 (RFC 4648, also with the letters for URLs); nil if it is none.
    static func base64(_ word: ArraySlice<Unicode.Scalar>) -> [UInt8]? {
        var bytes: [UInt8] = []
        var bits: UInt32 = 0
        var count = 0
        for scalar in word {
            let value: UInt32
            switch scalar {
            case "A"..."Z": value = scalar.value - 65
            case "a"..."z": value = scalar.value - 71
            case "0"..."9": value = scalar.value + 4
            case "+", "-": value = 62
            case "/", "_": value = 63
            case "=": continue
            default: return nil
            }
            bits = bits << 6 | value
            count += 6
            guard count >= 8 else { continue }
            count -= 8
            bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
        }
        return bytes
    }

    /// Returns the bytes of a word of hexadecimal digits; nil if it is none.
    static func hexadecimal(_ word: ArraySlice<Unicode.Scalar>) -> [UInt8]? {
        let digits = word.compactMap { $0.isASCII ? UInt8($0.value).hexadecimalValue : nil }
        guard digits.count == word.count, digits.count.isMultiple(of: 2) else { return nil }
        return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }
}

extension [Unicode.Scalar] {
    var trimmed: ArraySlice<Unicode.Scalar> {
        guard let first = firstIndex(where: { !$0.properties.isWhitespace }),
            let last = lastIndex(where: { !$0.properties.isWhitespace })
        else { return self[endIndex...] }
        return self[first...last]
    }
}
