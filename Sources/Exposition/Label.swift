/// A label of a sample.
///
/// Two labels are equal only if their UTF-8 bytes are: to Prometheus `é` in one and in two code points are different
/// values, although Swift's `String` takes them for equal.
package struct Label: Sendable, Hashable {
    /// Letters, digits and underscores, not first a digit, not first two underscores (those are Prometheus' own).
    /// The encoder leaves out samples with another name.
    package var name: String
    /// Any text. An empty value means the same as no such label.
    package var value: String

    package init(name: String, value: String) {
        self.name = name
        self.value = value
    }

    package static func == (one: Label, other: Label) -> Bool {
        one.name.hasSameBytes(as: other.name) && one.value.hasSameBytes(as: other.value)
    }

    package func hash(into hasher: inout Hasher) {
        name.hashBytes(into: &hasher)
        value.hashBytes(into: &hasher)
    }
}
