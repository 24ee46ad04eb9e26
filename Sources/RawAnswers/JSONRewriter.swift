/// A part of a JSON text that can be replaced.
package enum JSONPiece: Sendable, Hashable {
    /// A key or a string, with its quotes.
    case key, string
    case number
    /// `true`, `false`, `null` and other bare words.
    case word
    /// Text that is not JSON, or that follows a JSON value.
    case other
}

/// The place of a piece: the keys above it, outermost first and in lower case. Lists have none.
package struct JSONPlace: Sendable, Hashable {
    /// The keys above the piece, including its own.
    package var keys: [String]
}

/// Replaces parts of a JSON text and keeps all other bytes: the order of keys, blanks, and malformed JSON.
///
/// A text that breaks off or has faults is read as far as possible; no byte is lost.
///
///     JSONRewriter.rewrite(body) { piece, place, bytes in piece == .number ? Array("0".utf8) : nil }
package struct JSONRewriter {
    /// Returns the replacement of a piece; nil keeps it.
    package typealias Replacement = (JSONPiece, JSONPlace, ArraySlice<UInt8>) -> [UInt8]?

    private struct Frame {
        let isObject: Bool
        let depth: Int
    }

    private let bytes: [UInt8]
    private var place = 0
    private var result: [UInt8] = []
    private var frames: [Frame] = []
    private var keys: [String] = []
    private var names: [ArraySlice<UInt8>: String] = [:]

    private init(_ bytes: [UInt8]) {
        self.bytes = bytes
        result.reserveCapacity(bytes.count)
    }

    /// Replaces pieces of a text.
    package static func rewrite(_ bytes: [UInt8], _ replace: Replacement) -> [UInt8] {
        var rewriter = JSONRewriter(bytes)
        rewriter.run(replace)
        return rewriter.result
    }

    private mutating func run(_ replace: Replacement) {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { keep(3) }
        keepBlanks()
        guard place < bytes.count else { return }
        let first = bytes[place]
        guard first == UInt8(ascii: "{") || first == UInt8(ascii: "[") || first == UInt8(ascii: "\"") else {
            put(.other, bytes[place...], replace)
            return
        }
        var hasBegun = false
        while place < bytes.count {
            if hasBegun, frames.isEmpty {
                keepBlanks()
                if place < bytes.count { put(.other, bytes[place...], replace) }
                return
            }
            hasBegun = true
            step(replace)
        }
    }

    private mutating func step(_ replace: Replacement) {
        switch bytes[place] {
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            frames.append(Frame(isObject: bytes[place] == UInt8(ascii: "{"), depth: keys.count))
            keep(1)
        case UInt8(ascii: "}"), UInt8(ascii: "]"):
            if let frame = frames.popLast() { keys.removeLast(keys.count - frame.depth) }
            keep(1)
            endValue()
        case UInt8(ascii: ","):
            endValue()
            keep(1)
        case UInt8(ascii: ":"), 0x20, 0x09, 0x0A, 0x0D: keep(1)
        case UInt8(ascii: "\""): string(replace)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): put(.number, bare(), replace)
        default: put(.word, bare(), replace)
        }
    }

    /// Removes the key of the value that has ended.
    private mutating func endValue() {
        guard let frame = frames.last, keys.count > frame.depth else { return }
        keys.removeLast(keys.count - frame.depth)
    }

    private mutating func string(_ replace: Replacement) {
        var end = place + 1
        while end < bytes.count, bytes[end] != UInt8(ascii: "\"") { end += bytes[end] == UInt8(ascii: "\\") ? 2 : 1 }
        end = min(end + 1, bytes.count)
        let text = bytes[place..<end]
        var following = end
        while following < bytes.count, Self.isBlank(bytes[following]) { following += 1 }
        guard frames.last?.isObject == true, following < bytes.count, bytes[following] == UInt8(ascii: ":") else {
            return put(.string, text, replace)
        }
        endValue()
        put(.key, text, replace)
        keys.append(name(text))
    }

    private mutating func name(_ text: ArraySlice<UInt8>) -> String {
        if let known = names[text] { return known }
        var name = String.UnicodeScalarView()
        for unit in TextUnit.units(of: text.dropFirst().dropLast(), isJSON: true) {
            name.append(unit.scalar ?? "\u{FFFD}")
        }
        let lowercased = String(name).lowercased()
        names[text] = lowercased
        return lowercased
    }

    private func bare() -> ArraySlice<UInt8> {
        var end = place + 1
        while end < bytes.count, !Self.isBlank(bytes[end]), !"{}[],:\"".utf8.contains(bytes[end]) { end += 1 }
        return bytes[place..<end]
    }

    private mutating func put(_ piece: JSONPiece, _ text: ArraySlice<UInt8>, _ replace: Replacement) {
        result += replace(piece, JSONPlace(keys: keys), text) ?? Array(text)
        place = text.endIndex
    }

    private mutating func keep(_ count: Int) {
        result += bytes[place..<place + count]
        place += count
    }

    private mutating func keepBlanks() {
        while place < bytes.count, Self.isBlank(bytes[place]) { keep(1) }
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }
}
