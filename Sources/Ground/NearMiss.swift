/// Finds the word that was probably meant.
package enum NearMiss {
    /// Returns the candidate that needs the fewest edits (a letter added, missing, wrong, or two swapped) to become
    /// `word`, if they are few for its length; letter case, `-` and `_` make no difference.
    ///
    /// - Parameter limit: the most slips, for candidates that are long and much alike, as ids are.
    package static func suggestion(for word: String, among candidates: [String], limit: Int = .max) -> String? {
        let written = normalized(word)
        let best =
            candidates
            .map { (name: $0, distance: distance(written, normalized($0))) }
            .min { ($0.distance, $0.name) < ($1.distance, $1.name) }
        guard let best, best.distance <= min(limit, max(1, min(written.count, best.name.count) / 3)) else { return nil }
        return best.name
    }

    private static func normalized(_ word: String) -> [UInt8] {
        word.lowercased().utf8.map { $0 == UInt8(ascii: "-") ? UInt8(ascii: "_") : $0 }
    }

    /// Returns the optimal string alignment distance (Damerau and Levenshtein), in bytes.
    private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var older: [Int] = []
        var previous = Array(0...right.count)
        for row in left.indices {
            var current = [row + 1]
            for column in right.indices {
                let substituted = previous[column] + (left[row] == right[column] ? 0 : 1)
                var cost = min(substituted, previous[column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                    cost = min(cost, older[column - 1] + 1)
                }
                current.append(cost)
            }
            (older, previous) = (previous, current)
        }
        return previous[right.count]
    }
}
