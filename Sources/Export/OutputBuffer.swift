import Exposition
import Ground

/// Bytes for an output, passed on in pieces of about 64 KiB.
///
/// Rows consist of millions of small parts, so they are written into memory of its own, without an array's checks for
/// each.
final class OutputBuffer {
    private static let size = 65_536
    /// The longest number or time that is written at once.
    private static let longestPart = 64

    private let output: ExportOutput
    private let memory = UnsafeMutablePointer<UInt8>.allocate(capacity: OutputBuffer.size)
    private var count = 0
    /// The number of bytes passed on.
    private(set) var bytes = 0
    /// The date of the previous row's time, which most rows share.
    private var day = (number: Int64.min, text: [UInt8]())

    init(_ output: ExportOutput) {
        self.output = output
    }

    deinit {
        memory.deallocate()
    }

    func flush() throws(ExportError) {
        try output.write(UnsafeRawBufferPointer(start: memory, count: count))
        bytes += count
        count = 0
    }

    func append(_ text: [UInt8]) throws(ExportError) {
        var start = 0
        while start < text.count {
            if count == Self.size { try flush() }
            let length = min(text.count - start, OutputBuffer.size - count)
            text.withUnsafeBufferPointer { text in
                // `length` bytes are left in both.
                guard let base = text.baseAddress else { return }
                (memory + count).update(from: base + start, count: length)
            }
            count += length
            start += length
        }
    }

    func append(_ character: Unicode.Scalar) throws(ExportError) {
        try makeRoom()
        put(UInt8(truncatingIfNeeded: character.value))
    }

    /// Appends a finite number in decimal digits that read back as the same double.
    func append(_ value: Double) throws(ExportError) {
        // Amounts have few decimals. The quotient is the double nearest to the digits, so they read back as it; with
        // at most 15 digits, no shorter ones do.
        let scaled = (value * 1e6).rounded()
        guard abs(scaled) < 1e15, scaled / 1e6 == value, value != 0 || value.sign == .plus else {
            var digits: [UInt8] = []
            ExpositionText.appendValue(value, to: &digits)
            return try append(digits)
        }
        try makeRoom()
        if scaled < 0 { put(UInt8(ascii: "-")) }
        let (whole, decimals) = Int64(abs(scaled)).quotientAndRemainder(dividingBy: 1_000_000)
        putDigits(whole)
        putFraction(decimals, width: 6)
    }

    /// Appends seconds since the epoch, with milliseconds if there are any: the form of times in OpenMetrics.
    func append(secondsOf milliseconds: Int64) throws(ExportError) {
        try makeRoom()
        if milliseconds < 0 { put(UInt8(ascii: "-")) }
        let (seconds, rest) = milliseconds.magnitude.quotientAndRemainder(dividingBy: 1000)
        putDigits(Int64(truncatingIfNeeded: seconds))
        putFraction(Int64(truncatingIfNeeded: rest), width: 3)
    }

    /// Appends a time in UTC as `2026-10-01T00:00:00Z`, with milliseconds if there are any.
    func append(timeOf milliseconds: Int64) throws(ExportError) {
        let perDay = Timestamp.millisecondsPerDay
        let number = milliseconds >= 0 ? milliseconds / perDay : (milliseconds + 1) / perDay - 1
        if number != day.number { day = (number, Array("\(CivilDay(number: Int(number)))T".utf8)) }
        try append(day.text)
        try makeRoom()
        let inDay = milliseconds - number * perDay
        let seconds = inDay / 1000
        putTwo(seconds / 3600)
        put(UInt8(ascii: ":"))
        putTwo(seconds / 60 % 60)
        put(UInt8(ascii: ":"))
        putTwo(seconds % 60)
        putFraction(inDay % 1000, width: 3)
        put(UInt8(ascii: "Z"))
    }

    private func makeRoom() throws(ExportError) {
        if count > Self.size - Self.longestPart { try flush() }
    }

    /// Writes a byte into the room that ``makeRoom()`` has made.
    private func put(_ byte: UInt8) {
        memory[count] = byte
        count += 1
    }

    private func putTwo(_ number: Int64) {
        put(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number / 10))
        put(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number % 10))
    }

    private func putDigits(_ number: Int64) {
        var length = 1
        var power: Int64 = 10
        while length < 18, number >= power {
            power *= 10
            length += 1
        }
        putDigits(number, width: length)
    }

    private func putDigits(_ number: Int64, width: Int) {
        var rest = UInt64(truncatingIfNeeded: number)
        var place = count + width
        while place > count {
            place -= 1
            memory[place] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        }
        count += width
    }

    /// Writes a point and digits without trailing zeros; nothing for zero.
    private func putFraction(_ number: Int64, width: Int) {
        guard number != 0 else { return }
        put(UInt8(ascii: "."))
        putDigits(number, width: width)
        while memory[count - 1] == UInt8(ascii: "0") { count -= 1 }
    }
}
