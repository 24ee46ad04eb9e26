import Ground
import NIOCore

/// Dates in HTTP's form (IMF-fixdate, RFC 9110 section 5.6.7), by arithmetic alone.
enum HTTPDate {
    private static let weekdays: [StaticString] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    private static let months: [StaticString] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// Seconds since 1970-01-01T00:00:00Z by the wall clock.
    @Sendable
    static func now() -> Int {
        Int(WallClock.now().milliseconds / 1000)
    }

    /// Appends the date of `seconds` since 1970, for years 1970...9999, for example `Sun, 06 Nov 1994 08:49:37 GMT`.
    static func write(_ seconds: Int, to buffer: inout ByteBuffer) {
        let (days, second) = seconds.quotientAndRemainder(dividingBy: 86_400)
        let date = CivilDay(number: days).date
        buffer.writeStaticString(weekdays[days % 7])
        buffer.writeStaticString(", ")
        writeTwo(date.day, to: &buffer)
        buffer.writeInteger(UInt8(ascii: " "))
        buffer.writeStaticString(months[date.month - 1])
        buffer.writeInteger(UInt8(ascii: " "))
        writeTwo(date.year / 100, to: &buffer)
        writeTwo(date.year % 100, to: &buffer)
        buffer.writeInteger(UInt8(ascii: " "))
        writeTwo(second / 3600, to: &buffer)
        buffer.writeInteger(UInt8(ascii: ":"))
        writeTwo(second / 60 % 60, to: &buffer)
        buffer.writeInteger(UInt8(ascii: ":"))
        writeTwo(second % 60, to: &buffer)
        buffer.writeStaticString(" GMT")
    }

    private static func writeTwo(_ value: Int, to buffer: inout ByteBuffer) {
        buffer.writeInteger(UInt8(ascii: "0") + UInt8(value / 10))
        buffer.writeInteger(UInt8(ascii: "0") + UInt8(value % 10))
    }
}
