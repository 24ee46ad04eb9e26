/// Writes into memory that the caller knows to be large enough; writing past its end traps.
struct ByteCursor {
    let bytes: UnsafeMutableRawBufferPointer
    private(set) var count = 0

    init(bytes: UnsafeMutableRawBufferPointer) { self.bytes = bytes }

    mutating func put(_ byte: UInt8) {
        bytes[count] = byte
        count += 1
    }

    mutating func put(_ array: [UInt8]) {
        array.withUnsafeBytes { put($0) }
    }

    mutating func put(_ text: StaticString) {
        put(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Writes a number with at most three decimals and no trailing zeros: `12`, `0.5`, `1.234`.
    mutating func put(thousandths: Int64, _ form: SimulatedObject.NumberForm) {
        if form != .number { put(UInt8(ascii: "\"")) }
        if thousandths < 0 { put(UInt8(ascii: "-")) }
        put(whole: thousandths.magnitude / 1000)
        var fraction = thousandths.magnitude % 1000
        if fraction > 0 { put(UInt8(ascii: form == .textWithComma ? "," : ".")) }
        while fraction > 0 {
            put(UInt8(truncatingIfNeeded: 48 + fraction / 100))
            fraction = fraction % 100 * 10
        }
        if form != .number { put(UInt8(ascii: "\"")) }
    }

    private mutating func put(whole: UInt64) {
        var power: UInt64 = 1
        while whole / power >= 10 { power *= 10 }
        while power > 0 {
            put(UInt8(truncatingIfNeeded: 48 + whole / power % 10))
            power /= 10
        }
    }

    private mutating func put(_ source: UnsafeRawBufferPointer) {
        precondition(source.count <= bytes.count - count, "a reading's text is longer than the room kept for it")
        guard let from = source.baseAddress, let to = bytes.baseAddress else { return }
        (to + count).copyMemory(from: from, byteCount: source.count)
        count += source.count
    }
}
