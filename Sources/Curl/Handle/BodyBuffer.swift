/// A body that grows without much copying, and without much memory beyond its own size.
///
/// Memory that is reserved but never written to costs only addresses. So the buffer grows by large factors: it copies
/// rarely, and at most an eighth of its next capacity.
struct BodyBuffer {
    /// The most bytes that are reserved because a response promised them.
    static let maxPromised = 256 << 20
    private static let first = 16 << 10
    private static let growth = 8

    private var bytes: [UInt8] = []

    var isEmpty: Bool { bytes.isEmpty }
    var count: Int { bytes.count }
    var capacity: Int { bytes.capacity }

    /// Reserves room for a body of that size.
    mutating func expect(_ size: Int) {
        bytes.reserveCapacity(min(max(size, 0), Self.maxPromised))
    }

    /// - Parameter limit: the largest possible body in bytes.
    mutating func append(_ piece: UnsafeRawBufferPointer, limit: Int) {
        let needed = bytes.count + piece.count
        if needed > bytes.capacity {
            let wanted = max(needed, Self.first, bytes.capacity * Self.growth)
            bytes.reserveCapacity(max(needed, min(wanted, limit)))
        }
        bytes.append(contentsOf: piece)
    }

    /// Returns the bytes and leaves the buffer empty.
    mutating func take() -> [UInt8] {
        defer { bytes = [] }
        return bytes
    }
}
