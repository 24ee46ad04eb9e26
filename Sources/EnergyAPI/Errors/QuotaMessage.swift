import Ground

/// The message of a gateway about too many requests.
///
/// Azure API Management writes `Out of call volume quota. Quota will be replenished in 02:10:00.` (403) and
/// `Rate limit is exceeded. Try again in 27 seconds.` (429).
struct QuotaMessage {
    private let text: String

    init(_ text: String) {
        self.text = text.lowercased()
    }

    /// Returns true if the text is about a quota or a rate of requests.
    var isAboutQuota: Bool {
        let words = text.split { !$0.isLetter }
        return words.contains { ["quota", "quotas"].contains($0) || $0.hasPrefix("throttl") }
            || ["call volume", "rate limit", "ratelimit", "too many requests"].contains { text.contains($0) }
    }

    /// The wait in the message: `replenished in [days.]hh:mm:ss`, `try again in … seconds`.
    var delay: Duration? {
        for phrase in ["replenished in ", "again in ", "retry after ", "retry in "] {
            guard let start = text.firstRange(of: phrase)?.upperBound else { continue }
            let rest = text[start...]
            let amount = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ":" || $0 == ".") }
            if let span = Self.span(amount) { return span }
            guard let count = Int64(amount), count >= 0, count < 10_000_000 else { continue }
            let unit = rest.dropFirst(amount.count).drop { $0 == " " }
            if unit.hasPrefix("min") { return .seconds(count * 60) }
            if unit.hasPrefix("hour") { return .seconds(count * 3600) }
            if unit.hasPrefix("s") { return .seconds(count) }
        }
        return nil
    }

    /// Reads `[days.]hours:minutes:seconds[.fraction]`, perhaps with the full stop of the sentence.
    private static func span(_ text: Substring) -> Duration? {
        let parts = text.split(separator: ":")
        guard parts.count == 3, let minutes = Int64(parts[1]), let seconds = Int64(parts[2].prefix { $0 != "." })
        else { return nil }
        let front = parts[0].split(separator: ".")
        guard let hours = front.last.flatMap({ Int64($0) }), front.count <= 2,
            let days = front.count == 2 ? Int64(front[0]) : 0
        else { return nil }
        guard 0..<4000 ~= days, 0..<100_000 ~= hours, 0..<60 ~= minutes, 0..<60 ~= seconds else { return nil }
        return .seconds(((days * 24 + hours) * 60 + minutes) * 60 + seconds)
    }
}
