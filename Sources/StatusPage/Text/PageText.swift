import Ground
import Metering

/// Rules for writing foreign texts, numbers and spans of time on the page.
enum PageText {
    /// The most characters shown of a name or a code.
    static let longestName = 80
    /// The most characters shown of an error; the log has all of it.
    static let longestError = 600

    /// Returns a name or a code, cut if it is long, and isolated so that its writing direction ends with it.
    static func name(_ text: String) -> HTML { "<bdi>\(cut(text, to: longestName))</bdi>" }

    /// Returns at most `most` characters as a reader counts them, with an ellipsis if some are left out.
    ///
    /// A character may have thousands of combining marks, so bytes are limited too.
    static func cut(_ text: String, to most: Int) -> String {
        guard text.utf8.count > most else { return text }
        var kept = ""
        for (count, character) in text.enumerated() {
            guard count < most, kept.utf8.count + character.utf8.count <= 8 * most else { return kept + "…" }
            kept.append(character)
        }
        return kept
    }

    /// Returns a number with at most `places` decimals; thousands are separated by a narrow blank, which no country
    /// reads as a decimal sign.
    static func number(_ value: Double, places: Int) -> String {
        let text = value.rounded(toPlaces: places)
        guard value.isFinite, !text.contains("e") else { return value.isFinite ? text : "–" }
        let digits = text.prefix { $0 != "." }
        let first = digits.hasPrefix("-") ? 1 : 0
        guard digits.count - first > 3 else { return text }
        var grouped = ""
        for (index, digit) in digits.enumerated() {
            if index > first, (digits.count - index) % 3 == 0 { grouped += "\u{202F}" }
            grouped.append(digit)
        }
        return grouped + text.dropFirst(digits.count)
    }

    /// Returns a number with two decimals, even if they are zeros, so that compared numbers line up.
    static func exact(_ value: Double) -> String {
        let text = number(value, places: 2)
        guard value.isFinite, !text.contains("e") else { return text }
        let places = text.drop { $0 != "." }.count
        return places == 0 ? text + ".00" : text + String(repeating: "0", count: 3 - places)
    }

    /// Returns watts as power in kW.
    static func kilowatts(_ watts: Double) -> String { "\(exact(watts / 1000)) kW" }

    /// Returns an age as one number and its unit, rounded down.
    static func age(_ duration: Duration) -> String {
        let minutes = max(0, duration.components.seconds / 60)
        if minutes < 120 { return "\(minutes) min" }
        return minutes < 48 * 60 ? "\(minutes / 60) h" : "\(minutes / 1440) days"
    }

    /// Returns a span as its two largest parts: `2 d 4 h`.
    static func span(seconds: Double) -> String {
        let minutes = Int64(seconds.rounded()) / 60
        let parts = [(minutes / 1440, "d"), (minutes / 60 % 24, "h"), (minutes % 60, "min")]
        let shown = parts.drop { $0.0 == 0 }.prefix(2).filter { $0.0 > 0 }
        return shown.isEmpty ? "\(Int64(seconds.rounded())) s" : shown.map { "\($0.0) \($0.1)" }.joined(separator: " ")
    }
}
