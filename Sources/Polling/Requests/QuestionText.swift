import Configuration
import Metering

/// Hashes under which the store remembers requests: the same for the same request in every run, and another if any part
/// of it differs. They do not reveal customer numbers.
enum QuestionText {
    static func hash(_ parts: [String]) -> String {
        // FNV-1a: the same in every run, unlike Swift's own hash.
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in parts.joined(separator: "\0").utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return String(hash, radix: 16)
    }
}

extension Configuration.CustomerGroup {
    /// Returns a hash of the question that the time-series endpoint is asked for one of the group's numbers, whatever
    /// the time.
    ///
    /// It is by number, so that only a number that is new to the group is requested from the start.
    ///
    /// - Parameters:
    ///   - purpose: the part of the program that remembers the question.
    ///   - url: the API's address.
    func question(_ purpose: String, url: String, number: String) -> String {
        QuestionText.hash(
            [
                purpose, url, name, CustomerNumber.normalized(number), resolution.rawValue, "\(subsidiary)",
                "\(timeSeriesFlow)",
            ]
                + deliveryCategories + ["/"] + meteringPoints)
    }
}
