/// Finds private texts inside others.
struct KnownTexts: Sendable {
    /// The shortest text that is found inside a word; shorter ones are found only as whole words.
    private static let shortest = 4

    /// The texts in lower case, by their first two scalars, the longest first.
    private var texts: [[Unicode.Scalar]: [[Unicode.Scalar]]] = [:]
    private var single: Set<Unicode.Scalar> = []

    /// - Parameter texts: their cores in lower case.
    init(_ texts: Set<[Unicode.Scalar]>) {
        for text in texts where text.contains(where: { $0.kind != .other }) {
            if text.count == 1 {
                single.insert(text[0])
            } else {
                self.texts[Array(text.prefix(2)), default: []].append(text)
            }
        }
        for key in self.texts.keys { self.texts[key]?.sort { $0.count > $1.count } }
    }

    /// Finds all texts inside another, from left to right, and of several at one place the longest.
    func ranges(in text: [Unicode.Scalar]) -> [Range<Int>] {
        let lowercased = text.map(\.lowercase)
        var found: [Range<Int>] = []
        var place = 0
        while place < lowercased.count {
            if let length = match(lowercased, place) {
                found.append(place..<place + length)
                place += length
            } else {
                place += 1
            }
        }
        return found
    }

    func isFound(in text: [Unicode.Scalar]) -> Bool { !ranges(in: text).isEmpty }

    private func match(_ text: [Unicode.Scalar], _ place: Int) -> Int? {
        func isWord(_ range: Range<Int>) -> Bool {
            (range.lowerBound == 0 || text[range.lowerBound - 1].kind == .other)
                && (range.upperBound == text.count || text[range.upperBound].kind == .other)
        }
        for known in texts[Array(text[place..<min(place + 2, text.count)])] ?? [] {
            let range = place..<place + known.count
            guard range.upperBound <= text.count, text[range].elementsEqual(known) else { continue }
            if known.count >= Self.shortest || isWord(range) { return known.count }
        }
        return single.contains(text[place]) && isWord(place..<place + 1) ? 1 : nil
    }
}
