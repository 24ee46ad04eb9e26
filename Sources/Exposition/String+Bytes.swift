extension String {
    /// Whether both are the same UTF-8; `==` also holds for different bytes of the same canonical form.
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

    /// The UTF-8 as memory, faster to walk through than ``utf8``. It is only lent for the call.
    func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        if let result = utf8.withContiguousStorageIfAvailable(body) { return result }
        var copy = self
        return copy.withUTF8(body)
    }
}
