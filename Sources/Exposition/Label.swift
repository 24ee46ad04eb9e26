/// A label of a sample.
///
/// Two labels are equal only if their UTF-8 bytes are: to Prometheus, `é` in one and in two code points are different
/// values, although Swift's `String` considers them equal.
package struct Label: Sendable, Hashable {
    /// Letters, digits and underscores; not a digit first, and not two underscores first (those are Prometheus' own).
    /// The encoder drops samples with another name.
    package var name: String
    /// Any text. An empty value means the same as a missing label.
    package var value: String

    /// Creates a label.
    package init(name: String, value: String) {
        self.name = name
        self.value = value
    }

    /// Compares names and values byte by byte.
    package static func == (one: Label, other: Label) -> Bool {
        one.name.hasSameBytes(as: other.name) && one.value.hasSameBytes(as: other.value)
    }

    /// Hashes the bytes of name and value.
    package func hash(into hasher: inout Hasher) {
        name.hashBytes(into: &hasher)
        value.hashBytes(into: &hasher)
    }
}

extension String {
    /// Returns true if both are the same UTF-8; `==` also holds for different bytes of the same canonical form.
    func hasSameBytes(as other: String) -> Bool {
        withBytes { bytes in
            other.withBytes { otherBytes in
                bytes.count == otherBytes.count && zip(bytes, otherBytes).allSatisfy { $0 == $1 }
            }
        }
    }

    func precedesInBytes(_ other: String) -> Bool {
        utf8.lexicographicallyPrecedes(other.utf8)
    }

    func hashBytes(into hasher: inout Hasher) {
        withBytes { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        // Never a byte of UTF-8, so that ("ab", "c") and ("a", "bc") hash differently.
        hasher.combine(UInt8(0xFF))
    }

    /// Calls `body` with the UTF-8 as memory, which is faster to walk than ``utf8``. It is valid only during the call.
    func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        if let result = utf8.withContiguousStorageIfAvailable(body) { return result }
        var copy = self
        return copy.withUTF8(body)
    }
}
