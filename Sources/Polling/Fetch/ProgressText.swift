import Ground

/// Text of a fetch's progress: a bar on a terminal, fields of a log line elsewhere.
package enum ProgressText {
    /// Returns one line no wider than a terminal's, such as `[#####-----]  50%  1,234,567 readings  51,234/s  1m30s
    /// left`.
    ///
    /// If it is too long, the bar is shortened first, then the end of the line.
    package static func bar(_ state: FetchProgress.State, after time: Duration, width: Int) -> String {
        var parts = ["\(padded(Int(state.share * 100)))%", "\(grouped(state.readings)) readings"]
        parts.append("\(grouped(Int(state.readingsPerSecond(after: time).rounded())))/s")
        if let left = state.timeLeft(after: time) { parts.append("\(duration(left)) left") }
        let text = parts.joined(separator: "  ")
        // The last column stays free: a terminal may wrap once it is used.
        let room = min(40, width - 1 - text.count - 3)
        guard room >= 5 else { return String(text.prefix(max(0, width - 1))) }
        let filled = Int(state.share * Double(room))
        let bar = String(repeating: "#", count: filled) + String(repeating: "-", count: room - filled)
        return "[\(bar)] \(text)"
    }

    /// Days and hours, hours and minutes, or minutes and seconds.
    package static func duration(_ duration: Duration) -> String {
        let seconds = Int(duration.components.seconds)
        return switch seconds {
        case ..<60: "\(seconds)s"
        case ..<3600: "\(seconds / 60)m\(seconds % 60)s"
        case ..<86_400: "\(seconds / 3600)h\(seconds / 60 % 60)m"
        default: "\(seconds / 86_400)d\(seconds / 3600 % 24)h"
        }
    }

    /// `1,234,567`
    static func grouped(_ number: Int) -> String {
        let digits = Array(String(number))
        return digits.enumerated().reduce(into: "") { text, digit in
            if digit.offset > 0, (digits.count - digit.offset) % 3 == 0 { text.append(",") }
            text.append(digit.element)
        }
    }

    private static func padded(_ percent: Int) -> String {
        let digits = String(percent)
        return String(repeating: " ", count: max(0, 3 - digits.count)) + digits
    }
}
