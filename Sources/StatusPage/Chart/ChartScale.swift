/// The values that a chart reaches from and to, and those that have a line.
struct ChartScale: Sendable, Equatable {
    /// At or above zero.
    private(set) var top: Double
    /// At or below zero.
    private(set) var bottom: Double
    private let step: Double

    /// - Parameters:
    ///   - lowest: of the values; above zero counts as zero.
    ///   - highest: of the values; below zero counts as zero.
    init(lowest: Double, highest: Double) {
        let high = max(0, highest)
        let low = min(0, lowest)
        // Two sides of one height then have a line each.
        step = Self.step((high - low) / 5)
        // No more room than it takes: a roof that feeds in little would else push down what is used.
        let part = step / 4
        top = (high / part).rounded(.up) * part
        bottom = (low / part).rounded(.down) * part
        if top == bottom { top = step }
    }

    /// Returns the vertical position of a value, from 0 at the top to 1 at the bottom.
    func place(of value: Double) -> Double { (top - value) / (top - bottom) }

    /// From the bottom up.
    var lines: [Double] {
        // Counted, not added up, so that zero is zero.
        (Int((bottom / step).rounded(.up))...Int((top / step).rounded(.down))).map { Double($0) * step }
    }

    /// Returns the label of a grid line. Production is drawn below zero and labelled with its size.
    static func text(_ value: Double) -> String {
        let size = abs(value)
        for (factor, suffix) in [(1e9, "G"), (1e6, "M"), (1e4, "k")] where size >= factor {
            let unit = suffix == "k" ? 1e3 : factor
            return PageText.number(size / unit, places: 1) + suffix
        }
        return PageText.number(size, places: size < 0.1 ? 4 : 2)
    }

    /// The next of 1, 2, 5, 10, 20, ... above a span.
    private static func step(_ span: Double) -> Double {
        guard span > 1e-6 else { return 1 }
        var magnitude = 1.0
        while magnitude * 10 <= span { magnitude *= 10 }
        while magnitude > span { magnitude /= 10 }
        return [1, 2, 5, 10].map { $0 * magnitude }.first { $0 >= span } ?? magnitude
    }
}
