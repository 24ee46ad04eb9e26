import NIOCore

/// Header fields that every answer has, in place of those of the same names that a handler gives.
///
/// ```swift
/// AnswerFields.standard.setting("X-Frame-Options", to: "sameorigin")
/// ```
package struct AnswerFields: Sendable {
    private var fields: [(name: String, value: String)]
    /// The fields as they are sent.
    private(set) var bytes: ByteBuffer

    private init(_ fields: [(name: String, value: String)]) {
        self.fields = fields
        bytes = ByteBuffer()
        for (name, value) in fields {
            ResponseHead.writeField(name, value, to: &bytes)
        }
    }

    /// The fields against leaks by links, guessed types and frames of others.
    package static let standard = AnswerFields([
        ("Referrer-Policy", "no-referrer"), ("X-Content-Type-Options", "nosniff"), ("X-Frame-Options", "deny"),
    ])

    /// Returns the fields with one set, or replaced where there is one of that name.
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
