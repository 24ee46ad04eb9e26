import RawAnswers

/// The private texts of a capture, collected before any is replaced: an id may occur in an earlier answer than the one
/// that identifies it.
struct CollectedTexts {
    /// Customer numbers, metering points, installations: their cores in lower case.
    private(set) var identifiers: Set<[Unicode.Scalar]> = []
    /// Names, and texts of unknown meaning.
    private(set) var texts: Set<[Unicode.Scalar]> = []
    /// Subscription keys and header values.
    private(set) var secrets: Set<[Unicode.Scalar]> = []

    mutating func insert(identifier: String) { insert(Array(identifier.unicodeScalars), into: &identifiers) }

    mutating func insert(secret: String) { insert(Array(secret.unicodeScalars), into: &secrets) }

    /// Collects the ids and texts of a body.
    mutating func insert(body: [UInt8]) {
        var seen: [FieldRole: Set<ArraySlice<UInt8>>] = [:]
        _ = JSONRewriter.rewrite(body) { piece, place, bytes in
            guard piece == .string || piece == .number else { return nil }
            let role = FieldRole(place)
            guard role == .identifier || role == .free && piece == .string,
                seen[role, default: []].insert(bytes).inserted
            else { return nil }
            let text = piece == .string ? bytes.dropFirst().dropLast() : bytes
            let scalars = TextUnit.decoded(TextUnit.units(of: text, isJSON: true)).map { $0.scalar ?? "\u{FFFD}" }
            if role == .identifier { insert(scalars, into: &identifiers) } else { insert(scalars, into: &texts) }
            if place.keys.last == "property" { insert(wordsOf: scalars) }
            return nil
        }
    }

    /// Collects the words of a name, because a message may use one of them alone.
    private mutating func insert(wordsOf name: [Unicode.Scalar]) {
        for word in name.split(whereSeparator: { $0.kind == .other }) where word.count >= 4 {
            insert(Array(word), into: &texts)
        }
    }

    private func insert(_ text: [Unicode.Scalar], into set: inout Set<[Unicode.Scalar]>) {
        let core = text.core.map(\.lowercase)
        if !core.isEmpty { set.insert(core) }
    }
}
