/// Writes the fields of a protocol buffers message into memory of a precomputed size, without an array's checks at each
/// byte (<https://protobuf.dev/programming-guides/encoding/>).
struct ProtobufWriter {
    private let memory: UnsafeMutableBufferPointer<UInt8>
    private(set) var count = 0

    private init(_ memory: UnsafeMutableBufferPointer<UInt8>) {
        self.memory = memory
    }

    /// Creates a message.
    ///
    /// - Parameters:
    ///   - size: the sum of the sizes of its fields.
    ///   - write: writes the fields.
    static func message(size: Int, _ write: (inout ProtobufWriter) -> Void) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: size) { memory, count in
            var writer = ProtobufWriter(memory)
            write(&writer)
            count = writer.count
        }
    }

    mutating func put(_ bytes: [UInt8]) {
        _ = UnsafeMutableBufferPointer(rebasing: memory[count...]).update(fromContentsOf: bytes)
        count += bytes.count
    }

    mutating func put(varint number: UInt64) {
        var rest = number
        while rest >= 0x80 {
            put(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        put(UInt8(rest))
    }

    /// Writes the beginning of a field of bytes: a text, a message, or packed numbers.
    mutating func put(_ field: ProtobufField, length: Int) {
        put(field.withLength)
        put(varint: UInt64(length))
    }

    mutating func put(_ field: ProtobufField, _ bytes: [UInt8]) {
        put(field, length: bytes.count)
        put(bytes)
    }

    mutating func put(_ field: ProtobufField, _ number: UInt64) {
        put(field.ofVarint)
        put(varint: number)
    }

    mutating func put(_ field: ProtobufField, _ value: Double) {
        put(field.ofDouble)
        withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes in
            UnsafeMutableRawBufferPointer(memory)[count..<(count + 8)].copyBytes(from: bytes)
        }
        count += 8
    }

    private mutating func put(_ byte: UInt8) {
        memory[count] = byte
        count += 1
    }
}

/// The number of a field, 1 to 15; with the field's kind it fits one byte.
struct ProtobufField: ExpressibleByIntegerLiteral {
    private let number: UInt8

    init(integerLiteral number: UInt8) {
        self.number = number
    }

    fileprivate var ofVarint: UInt8 { number << 3 }
    fileprivate var ofDouble: UInt8 { number << 3 | 1 }
    fileprivate var withLength: UInt8 { number << 3 | 2 }
}

/// Sizes of fields, in bytes.
enum ProtobufSize {
    static func varint(_ number: UInt64) -> Int {
        max(1, (64 - number.leadingZeroBitCount + 6) / 7)
    }

    /// Returns the size of a field of `count` bytes, including its beginning.
    static func bytes(_ count: Int) -> Int { 1 + varint(UInt64(count)) + count }

    static func number(_ number: UInt64) -> Int { 1 + varint(number) }

    static let double = 9
}
