import Exposition
import Metering

/// The texts that are made seldom enough to be made simply.
enum NumberText {
    /// The shortest digits that read back as the same double.
    static func bytes(_ value: Double) -> [UInt8] {
        var bytes: [UInt8] = []
        ExpositionText.appendValue(value, to: &bytes)
        return bytes
    }

    /// `2026-10-01T`
    ///
    /// - Parameter number: days since 1970-01-01.
    static func date(_ number: Int64) -> [UInt8] {
        Array("\(CivilDay(number: Int(number)))T".utf8)
    }
}
