import Ground

/// Bodies in UTF-16 or UTF-32, which no answer of the API is in. Their texts are not read, so none of them is told.
enum WideText {
    /// Returns true if a body has the byte order mark of UTF-16, or as many NULs as letters in it have.
    static func isOne(_ body: [UInt8]) -> Bool {
        if body.starts(with: [0xFF, 0xFE]) || body.starts(with: [0xFE, 0xFF]) { return true }
        return body.count > 4 && body.prefix(4096).count { $0 == 0 } > min(body.count, 4096) / 4
    }

    /// Puts `0` in the place of every digit and `x` in that of every letter of ASCII.
    static func blanked(_ body: [UInt8]) -> [UInt8] {
        body.map { $0.isASCIIDigit ? UInt8(ascii: "0") : $0.isASCIILetter ? UInt8(ascii: "x") : $0 }
    }
}
