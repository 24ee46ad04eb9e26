/// Text that must never be shown: a subscription key, the value of a request header, a proxy's password.
///
/// However it is printed, dumped or reflected, it says `<secret>`. The text itself is had by ``reveal()`` alone, so
/// that a search for that word finds every place where a secret leaves the configuration.
package struct SecretText: Sendable, Equatable {
    private let text: String

    package init(_ text: String) {
        self.text = text
    }

    /// The secret itself, to be handed to the transport and to nothing else.
    package func reveal() -> String { text }
}

extension SecretText: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "<secret>" }
    package var debugDescription: String { "<secret>" }
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}
