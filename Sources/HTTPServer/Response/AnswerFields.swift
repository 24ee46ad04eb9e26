import NIOCore

/// Header fields of every answer. They replace a handler's fields of the same names.
///
/// ```swift
/// AnswerFields.standard.setting("X-Frame-Options", to: "sameorigin")
/// ```
package struct AnswerFields: Sendable {
    private var fields: [(name: String, value: String)]
    /// The fields in the form in which they are sent.
    private(set) var bytes: ByteBuffer

    private init(_ fields: [(name: String, value: String)]) {
        self.fields = fields
        bytes = ByteBuffer()
        for (name, value) in fields {
            ResponseHead.writeField(name, value, to: &bytes)
        }
    }

    /// Fields against leaks through links, guessed content types and foreign frames.
    package static let standard = AnswerFields([
        ("Referrer-Policy", "no-referrer"), ("X-Content-Type-Options", "nosniff"), ("X-Frame-Options", "deny"),
    ])

    /// Returns the fields with one added, or replaced if there is one of that name.
    package func setting(_ name: String, to value: String) -> AnswerFields {
        var fields = fields
        if let index = fields.firstIndex(where: { $0.name.lowercased() == name.lowercased() }) {
            fields[index].value = value
        } else {
            fields.append((name, value))
        }
        return AnswerFields(fields)
    }

    /// Returns true if there is a field of a name, whose case does not matter.
    func contains(_ name: String) -> Bool {
        fields.contains { $0.name.utf8.count == name.utf8.count && $0.name.lowercased() == name.lowercased() }
    }
}
