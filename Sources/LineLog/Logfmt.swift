import Logging

/// Keys and values of logfmt, as Go's `log/slog` and `go-logfmt` write them and Loki reads them.
enum Logfmt {
    /// Letters, digits and `_-./:@` stay; all else, with what ends a key or a value, is an underscore.
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

    /// Quoted where a reader could be misled: empty, blanks, quotes, `=`, or characters that a terminal would obey.
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

    /// Metadata as keys and texts, sorted: what is nested in a dictionary gets a dotted key, a list is JSON.
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
