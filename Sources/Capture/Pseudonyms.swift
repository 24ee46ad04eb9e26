import Ground

/// Made-up texts in place of real ones: the same for the same text throughout one capture, of the same length, with a
/// digit for a digit and a letter of the same case for a letter.
///
/// They come from a random permutation that is forgotten at the end, so that it cannot be reversed.
struct Pseudonyms {
    /// Texts that no made-up one may contain.
    private let known: KnownTexts
    private var generator: any RandomNumberGenerator
    private var drawn: [String: [Unicode.Scalar]] = [:]
    private var used: Set<[Unicode.Scalar]> = []

    init(avoiding known: KnownTexts, generator: any RandomNumberGenerator) {
        self.known = known
        self.generator = generator
    }

    /// Returns the made-up text of a text: one scalar for each.
    mutating func text(for original: [Unicode.Scalar]) -> [Unicode.Scalar] {
        // A number with leading zeros is the same number without; surrounding blanks are not part of a text.
        let core = original.core
        let lowercased = core.map(\.lowercase)
        let made: [Unicode.Scalar]
        let key = String(String.UnicodeScalarView(lowercased))
        if let known = drawn[key] {
            made = known
        } else {
            made = draw(lowercased)
            drawn[key] = made
        }
        var result = original
        for (index, scalar) in zip(core.indices, made) {
            result[index] = original[index].isUppercaseLetter ? scalar.uppercase : scalar
        }
        return result
    }

    private mutating func draw(_ core: [Unicode.Scalar]) -> [Unicode.Scalar] {
        guard core.contains(where: { $0.kind != .other }) else { return core }
        var candidate = core
        // A short text has few alternatives of its form; they may run out.
        for attempt in 0..<2000 {
            candidate = core.isMeteringPoint ? meteringPoint(like: core) : scrambled(core)
            guard !used.contains(candidate), candidate != core else { continue }
            if attempt > 1000 || !known.isFound(in: candidate) { break }
        }
        used.insert(candidate)
        return candidate
    }

    private mutating func scrambled(_ core: [Unicode.Scalar]) -> [Unicode.Scalar] {
        core.enumerated().map { index, scalar in
            switch scalar.kind {
            // In JSON a number cannot begin with any digit.
            case .digit: digit(index == 0 && scalar != "0" ? 1 : 0)
            case .letter: Unicode.Scalar(UInt8.random(in: UInt8(ascii: "a")...UInt8(ascii: "z"), using: &generator))
            case .latinLetter: Unicode.Scalar.latinLetters.randomElement(using: &generator) ?? scalar
            case .longLetter: Unicode.Scalar(UInt32.random(in: 0x4E00..<0x9FA5, using: &generator)) ?? scalar
            case .longestLetter: Unicode.Scalar(UInt32.random(in: 0x20000..<0x2A6D0, using: &generator)) ?? scalar
            case .other: scalar
            }
        }
    }

    private mutating func digit(_ least: UInt8) -> Unicode.Scalar {
        Unicode.Scalar(UInt8(ascii: "0") + UInt8.random(in: least...9, using: &generator))
    }

    /// Creates an id that nobody has, with the prefix 735999, and GS1's check digit if the real one has it.
    private mutating func meteringPoint(like core: [Unicode.Scalar]) -> [Unicode.Scalar] {
        var id = Array("735999".unicodeScalars)
        while id.count < 17 { id.append(digit(0)) }
        let hasCheckDigit = core.last?.value == Self.checkDigit(of: core.dropLast())
        return id + [hasCheckDigit ? Unicode.Scalar(UInt8(Self.checkDigit(of: id[...]))) : digit(0)]
    }

    /// Returns GS1's check digit in ASCII (GS1 General Specifications, 7.9.1).
    private static func checkDigit(of body: ArraySlice<Unicode.Scalar>) -> UInt32 {
        let sum = body.reversed().enumerated().reduce(UInt32(0)) { sum, digit in
            sum + (digit.element.value - 48) * (digit.offset.isMultiple(of: 2) ? 3 : 1)
        }
        return 48 + (10 - sum % 10) % 10
    }
}

extension [Unicode.Scalar] {
    /// The text without surrounding blanks, and without the leading zeros of a number.
    var core: ArraySlice<Unicode.Scalar> {
        let text = trimmed
        guard !text.isEmpty, text.allSatisfy({ $0.kind == .digit }) else { return text }
        let number = text.drop { $0 == "0" }
        return number.isEmpty ? text.suffix(1) : number
    }

    /// True for 18 digits.
    var isMeteringPoint: Bool { count == 18 && allSatisfy { $0.kind == .digit } }
}

extension Unicode.Scalar {
    /// The kind of a character, which a replacement keeps; those of one kind have equally many bytes.
    enum Kind {
        case digit, letter
        /// A letter of two, three and four bytes in UTF-8.
        case latinLetter, longLetter, longestLetter
        case other
    }

    /// The small letters of Latin-1.
    static let latinLetters: [Unicode.Scalar] = Array("àáâãäåæçèéêëìíîïðñòóôõöøùúûüýþ".unicodeScalars)

    var kind: Kind {
        if ("0"..."9").contains(self) { return .digit }
        if ("a"..."z").contains(self) || ("A"..."Z").contains(self) { return .letter }
        guard value >= 0x80, properties.isAlphabetic else { return .other }
        return value < 0x800 ? .latinLetter : value < 0x10000 ? .longLetter : .longestLetter
    }

    /// True for a capital with a lower-case letter of one scalar.
    var isUppercaseLetter: Bool { lowercase != self }

    var lowercase: Unicode.Scalar { cased(properties.lowercaseMapping) }
    var uppercase: Unicode.Scalar { cased(properties.uppercaseMapping) }

    /// Returns the letter in another case, if it is one scalar of the same kind.
    private func cased(_ text: String) -> Unicode.Scalar {
        let scalars = text.unicodeScalars
        guard scalars.count == 1, let scalar = scalars.first, scalar.kind == kind else { return self }
        return scalar
    }
}
