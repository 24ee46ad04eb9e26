package import Ground

/// The part of an error response's body that goes into the log.
package enum ErrorBody {
    /// The most characters of an excerpt (`docs/api.md`, "Answers").
    package static let longest = 200

    /// Returns the beginning of a text on one line, with a blank for every unprintable character.
    ///
    /// - Parameter secrets: removed before the text is cut, so that no part of one is left at the end.
    package static func excerpt(_ text: String, redacting secrets: [Secret], limit: Int = longest) -> String {
        let clean = secrets.reduce(text) { $1.redact(in: $0) }
        var excerpt = ""
        var wasBlank = true
        for scalar in clean.unicodeScalars {
            let isPrintable =
                !scalar.properties.isWhitespace && scalar.properties.generalCategory != .control
                && scalar.properties.generalCategory != .format
            guard isPrintable || !wasBlank else { continue }
            excerpt.unicodeScalars.append(isPrintable ? scalar : " ")
            wasBlank = !isPrintable
            if excerpt.unicodeScalars.count == limit { break }
        }
        while excerpt.last == " " { excerpt.removeLast() }
        return excerpt
    }

    /// Returns the excerpt of a body, of which only the beginning is decoded.
    package static func excerpt(_ body: [UInt8], redacting secrets: [Secret]) -> String {
        // Far more than is shown, and far less than an answer can be.
        excerpt(String(decoding: body.prefix(1 << 14), as: UTF8.self), redacting: secrets)
    }
}
