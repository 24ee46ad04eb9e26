/// The labels of many samples as byte strings that sort in the order of the labels.
///
/// A key is each label's name and value in turn, each followed by a zero. A zero inside a value, where it is an
/// ordinary character, becomes two bytes that sort after the end of a shorter value and before any other byte.
struct LabelKeys {
    private var bytes: [UInt8] = []
    /// The end of each key in the bytes.
    private var ends: [Int] = []

    init(capacity: Int) {
        ends.reserveCapacity(capacity)
    }

    /// - Parameters:
    ///   - places: the labels in the order of their names.
    ///   - leavingOutBound: true for a histogram, whose samples have the same key whatever their `le`.
    mutating func append(_ labels: [Label], in places: [Int], leavingOutBound: Bool) {
        for place in places {
            let label = labels[place]
            if label.value.isEmpty || (leavingOutBound && label.name == "le") { continue }
            bytes.append(contentsOf: label.name.utf8)
            bytes.append(0)
            let start = bytes.count
            bytes.append(contentsOf: label.value.utf8)
            if bytes[start...].contains(0) { escapeZeros(from: start) }
            bytes.append(0)
            bytes.append(1)
        }
        ends.append(bytes.count)
    }

    func areEqual(_ one: Int, _ other: Int) -> Bool {
        bytes.withUnsafeBytes { compare(one, other, $0) == 0 }
    }

    /// Sorts places by their keys; those of equal keys stay in order.
    func sort(_ places: inout [Int]) {
        bytes.withUnsafeBytes { bytes in
            let isSorted = zip(places, places.dropFirst()).allSatisfy { compare($0, $1, bytes) <= 0 }
            guard !isSorted else { return }
            places.sort { one, other in
                let order = compare(one, other, bytes)
                return order == 0 ? one < other : order < 0
            }
        }
    }

    private mutating func escapeZeros(from start: Int) {
        let value = bytes[start...].flatMap { $0 == 0 ? [0, 0xFF] : [$0] }
        bytes.replaceSubrange(start..., with: value)
    }

    /// Returns a number less than, equal to or greater than zero, like `memcmp`; a key that is a prefix of the other
    /// comes first.
    private func compare(_ one: Int, _ other: Int, _ bytes: UnsafeRawBufferPointer) -> Int {
        let start = one == 0 ? 0 : ends[one - 1]
        let otherStart = other == 0 ? 0 : ends[other - 1]
        let count = ends[one] - start
        let otherCount = ends[other] - otherStart
        let common = min(count, otherCount)
        var offset = 0
        while offset + 8 <= common {
            let word = bytes.loadUnaligned(fromByteOffset: start + offset, as: UInt64.self)
            let otherWord = bytes.loadUnaligned(fromByteOffset: otherStart + offset, as: UInt64.self)
            if word != otherWord { return word.bigEndian < otherWord.bigEndian ? -1 : 1 }
            offset += 8
        }
        while offset < common {
            let byte = bytes[start + offset]
            let otherByte = bytes[otherStart + offset]
            if byte != otherByte { return byte < otherByte ? -1 : 1 }
            offset += 1
        }
        return count - otherCount
    }
}
