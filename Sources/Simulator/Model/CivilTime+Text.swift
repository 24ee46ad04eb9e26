extension CivilTime {
    /// Reads `2026-10-01`, `2026-10-01T00:00`, `...:00` and `...:00.000`; a time has `Z`, `+02:00` or no zone, which
    /// means UTC.
    ///
    /// - Returns: milliseconds since the epoch, or nil if the text is none of these.
    static func parse(_ text: some StringProtocol) -> Int64? {
        var reader = DigitReader(bytes: Array(text.utf8))
        guard let year = reader.number(4), reader.take("-"), let month = reader.number(2), reader.take("-"),
            let dayOfMonth = reader.number(2), (1...12).contains(month), (1...31).contains(dayOfMonth)
        else { return nil }
        let days = days(year: year, month: month, day: dayOfMonth)
        // A date that does not exist, such as 30 February, converts back to another one.
        guard date(ofDay: days) == (year, month, dayOfMonth) else { return nil }
        if reader.isAtEnd { return days * day }
        guard reader.take("T") || reader.take("t") || reader.take(" "), let inDay = timeOfDay(&reader) else {
            return nil
        }
        guard let zone = zone(&reader), reader.isAtEnd else { return nil }
        return days * day + inDay - zone
    }

    private static func timeOfDay(_ reader: inout DigitReader) -> Int64? {
        guard let hours = reader.number(2), hours < 24, reader.take(":"), let minutes = reader.number(2), minutes < 60
        else { return nil }
        var result = hours * hour + minutes * minute
        guard reader.take(":") else { return result }
        guard let seconds = reader.number(2), seconds < 60 else { return nil }
        result += seconds * 1000
        guard reader.take(".") else { return result }
        var weight: Int64 = 100
        guard let first = reader.number(1) else { return nil }
        result += first * weight
        while let digit = reader.number(1) {
            weight /= 10
            result += digit * weight
        }
        return result
    }

    private static func zone(_ reader: inout DigitReader) -> Int64? {
        if reader.isAtEnd || reader.take("Z") || reader.take("z") { return 0 }
        let isBehind = reader.take("-")
        guard isBehind || reader.take("+"), let hours = reader.number(2) else { return nil }
        _ = reader.take(":")
        guard let minutes = reader.isAtEnd ? 0 : reader.number(2) else { return nil }
        return (isBehind ? -1 : 1) * (hours * hour + minutes * minute)
    }

    /// Writes an HTTP date (RFC 9110, 5.6.7): `Sun, 06 Nov 1994 08:49:37 GMT`.
    static func httpDate(_ time: Int64) -> String {
        let days = utcDay(of: time)
        let seconds = (time - days * day) / 1000
        let (year, month, dayOfMonth) = date(ofDay: days)
        let weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        return "\(weekdays[weekday(ofDay: days)]), \(padded(dayOfMonth)) \(months[Int(month) - 1]) \(year) "
            + "\(padded(seconds / 3600)):\(padded(seconds / 60 % 60)):\(padded(seconds % 60)) GMT"
    }

    /// Writes `2026-10-01T00:00:00.000Z`, to the second.
    static func isoText(_ time: Int64) -> String {
        let days = utcDay(of: time)
        let seconds = (time - days * day) / 1000
        let (year, month, dayOfMonth) = date(ofDay: days)
        return "\(year)-\(padded(month))-\(padded(dayOfMonth))T"
            + "\(padded(seconds / 3600)):\(padded(seconds / 60 % 60)):\(padded(seconds % 60)).000Z"
    }

    private static func padded(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
}

/// Takes digits and signs from the front of a text.
private struct DigitReader {
    let bytes: [UInt8]
    private var position = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { position == bytes.count }

    /// Takes exactly `count` digits.
    mutating func number(_ count: Int) -> Int64? {
        guard position + count <= bytes.count else { return nil }
        var result: Int64 = 0
        for byte in bytes[position..<position + count] {
            guard (48...57).contains(byte) else { return nil }
            result = result * 10 + Int64(byte - 48)
        }
        position += count
        return result
    }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }
}
