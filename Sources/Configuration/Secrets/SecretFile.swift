package import Ground

/// Reads a file with a secret on its only line.
package enum SecretFile {
    /// The kind of a secret, which decides about its content.
    package enum Form: Sendable {
        /// A subscription key: plain ASCII without blanks.
        case subscriptionKey
        /// A password or a token of a receiver: any text.
        case credential

        /// The largest accepted file, in bytes.
        fileprivate var sizeLimit: Int {
            switch self {
            case .subscriptionKey: 4_096
            case .credential: 65_536
            }
        }

        fileprivate var notText: String {
            switch self {
            case .subscriptionKey: "is not text: the key is one line of ASCII"
            case .credential: "is not UTF-8 text: it holds one line"
            }
        }

        /// Returns the reason that a line cannot be the secret; nil if it can.
        fileprivate func fault(of line: Substring.UnicodeScalarView) -> String? {
            switch self {
            case .subscriptionKey:
                if line.contains(where: { $0 == "\n" || $0 == "\r" }) {
                    return "has more than one line: the key is one line of ASCII"
                }
                return line.allSatisfy { $0.value > 0x20 && $0.value < 0x7F }
                    ? nil : "contains a blank, a control character or a character outside ASCII: the key is plain ASCII"
            case .credential:
                return line.contains(where: \.isControl)
                    ? "has more than one line, or a control character in it" : nil
            }
        }
    }

    /// The reason that a secret cannot be used, without the secret.
    package struct Failure: Error {
        package let reason: String
    }

    /// Reads the secret in a file.
    package static func read(
        _ path: String, as form: Form
    ) throws(Failure) -> (secret: Secret, isWorldReadable: Bool) {
        let file: SmallFile
        do {
            file = try SmallFile(path, limit: form.sizeLimit)
        } catch {
            throw Failure(reason: "cannot be read: \(error.reason(limit: form.sizeLimit))")
        }
        guard let text = String(validating: file.bytes, as: UTF8.self) else { throw Failure(reason: form.notText) }
        return (try secret(in: text, as: form), file.isWorldReadable)
    }

    /// Returns the secret in a text, without the line break at its end.
    static func secret(in text: String, as form: Form) throws(Failure) -> Secret {
        var line = text.unicodeScalars[...]
        if line.last == "\n" { line.removeLast() }
        if line.last == "\r" { line.removeLast() }
        guard !line.isEmpty else { throw Failure(reason: "is empty") }
        if let reason = form.fault(of: line) { throw Failure(reason: reason) }
        return Secret(String(line))
    }
}
