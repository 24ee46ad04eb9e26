/// The headers of an answer in the order in which they came, found by name whatever its case (RFC 9110 section 5.1).
package struct CurlHeaders: Sendable {
    /// All of them, names as sent, values without the blanks around them.
    package private(set) var entries: [(name: String, value: String)]

    package init(_ entries: [(name: String, value: String)] = []) {
        self.entries = entries
    }

    /// The first of that name.
    package subscript(name: String) -> String? {
        entries.first { CurlHeaders.isSame($0.name, name) }?.value
    }

    /// Each of that name.
    package func all(_ name: String) -> [String] {
        entries.filter { CurlHeaders.isSame($0.name, name) }.map(\.value)
    }

    mutating func append(name: String, value: String) {
        entries.append((name: name, value: value))
    }

    /// Header names are ASCII: only its letters have a case.
    static func isSame(_ left: String, _ right: String) -> Bool {
        left.utf8.elementsEqual(right.utf8) { lowercased($0) == lowercased($1) }
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }
}
