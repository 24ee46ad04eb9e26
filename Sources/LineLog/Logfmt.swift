import Logging

/// Keys and values of logfmt, as Go's `log/slog` and `go-logfmt` write them and Loki reads them.
enum Logfmt {
    /// Returns a key: letters, digits and `_-./:@` stay, and everything else, including what would end a key or a
    /// value, becomes an underscore.
    static func key(_ text: String) -> String {
        guard !text.isEmpty else { return "_" }
        var key = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            let stays =
                scalar.properties.isAlphabetic || scalar.properties.numericType != nil
                || "_-./:@".unicodeScalars.contains(scalar)
            key.append(stays ? scalar : "_")
        }
        return String(key)
    }

    /// Returns a value, quoted if a reader could be misled: empty, with blanks, quotes, `=`, or characters that a
    /// terminal would obey.
    static func value(_ text: String) -> String {
        let needsQuotes =
            text.isEmpty
            || text.unicodeScalars.contains { scalar in
                scalar == "\"" || scalar == "=" || scalar == "\\" || scalar == "\u{FFFD}"
                    || scalar.properties.isWhitespace
                    || JSONText.mustEscape(scalar)
            }
        return needsQuotes ? JSONText.string(text) : text
    }

    /// Returns metadata as keys and texts, sorted: a nested dictionary gets dotted keys, and a list is JSON.
    static func flattened(_ metadata: Logger.Metadata, prefix: String = "") -> [(key: String, value: String)] {
        metadata.sorted { $0.key < $1.key }.flatMap { name, value -> [(key: String, value: String)] in
            let key = prefix + name
            return switch value {
            case .string(let text): [(key, text)]
            case .stringConvertible(let convertible): [(key, convertible.description)]
            case .array: [(key, JSONText.value(value))]
            case .dictionary(let nested) where nested.isEmpty: [(key, "{}")]
            case .dictionary(let nested): flattened(nested, prefix: "\(key).")
            }
        }
    }
}
