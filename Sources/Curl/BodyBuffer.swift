/// A body that grows without much copying, and without much memory beyond its own size.
///
/// Memory that was reserved but never written to costs only addresses. So the buffer grows by large factors: it copies
/// seldom, and at most an eighth of what it may hold next.
struct BodyBuffer {
    /// The most that is reserved because an answer promised so much.
    static let maxPromised = 256 << 20
    private static let first = 16 << 10
    private static let growth = 8

    private var bytes: [UInt8] = []

    var isEmpty: Bool { bytes.isEmpty }
    var count: Int { bytes.count }
    var capacity: Int { bytes.capacity }

    mutating func expect(_ size: Int) {
        bytes.reserveCapacity(min(max(size, 0), BodyBuffer.maxPromised))
    }

    /// - Parameter limit: no more will ever come than so many bytes.
    mutating func append(_ piece: UnsafeRawBufferPointer, limit: Int) {
        let needed = bytes.count + piece.count
        if needed > bytes.capacity {
            let wanted = max(needed, BodyBuffer.first, bytes.capacity * BodyBuffer.growth)
            bytes.reserveCapacity(max(needed, min(wanted, limit)))
        }
        bytes.append(contentsOf: piece)
    }

    mutating func take() -> [UInt8] {
        defer { bytes = [] }
        return bytes
    }
}
