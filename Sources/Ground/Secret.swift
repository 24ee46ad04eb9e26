/// A text that must not be shown: a password, a token, a subscription key.
///
/// Its descriptions, reflections and dumps never show the text; only ``reveal()`` does.
///
/// ```swift
/// let key = Secret("s3cret")
/// "\(key)"                          // "<secret>"
/// key.redact(in: "key s3cret bad")  // "key <secret> bad"
/// ```
package struct Secret: Sendable, Hashable {
    /// The text shown in place of a secret.
    package static let placeholder = "<secret>"

    private let text: String

    /// Creates a secret from its text.
    package init(_ text: String) {
        self.text = text
    }

    /// Returns the text, only for handing it to the server it belongs to.
    package func reveal() -> String { text }

    /// Returns `message` with ``placeholder`` wherever the secret occurs, for texts of others that may echo it.
    package func redact(in message: String) -> String {
        text.isEmpty ? message : message.replacing(text, with: Self.placeholder)
    }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { Self.placeholder }
    package var debugDescription: String { Self.placeholder }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
