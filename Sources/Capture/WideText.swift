import Ground

/// Bodies in UTF-16 or UTF-32, which the API never uses. Their texts are not read, so none of them is kept.
enum WideText {
    /// Returns true if a body has the byte order mark of UTF-16, or as many NULs as its letters have in it.
    static func isOne(_ body: [UInt8]) -> Bool {
        if body.starts(with: [0xFF, 0xFE]) || body.starts(with: [0xFE, 0xFF]) { return true }
        return body.count > 4 && body.prefix(4096).count { $0 == 0 } > min(body.count, 4096) / 4
    }

    /// Replaces every digit by `0` and every ASCII letter by `x`.
    static func blanked(_ body: [UInt8]) -> [UInt8] {
        body.map { $0.isASCIIDigit ? UInt8(ascii: "0") : $0.isASCIILetter ? UInt8(ascii: "x") : $0 }
    }
}
