/// The range of values of a chart, and its grid lines.
struct ChartScale: Sendable, Equatable {
    /// At or above zero.
    private(set) var top: Double
    /// At or below zero.
    private(set) var bottom: Double
    private let step: Double

    /// - Parameters:
    ///   - lowest: the lowest value; above zero it counts as zero.
    ///   - highest: the highest value; below zero it counts as zero.
    init(lowest: Double, highest: Double) {
        let high = max(0, highest)
        let low = min(0, lowest)
        // Two sides of one height then have a line each.
        step = Self.step((high - low) / 5)
        // No more room than needed: a roof with little production would otherwise push down the curve of use.
        let part = step / 4
        top = (high / part).rounded(.up) * part
        bottom = (low / part).rounded(.down) * part
        if top == bottom { top = step }
    }

    /// Returns the vertical position of a value, from 0 at the top to 1 at the bottom.
    func place(of value: Double) -> Double { (top - value) / (top - bottom) }

    /// From the bottom up.
    var lines: [Double] {
        // Counted, not added up, so that zero is exact.
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

    /// Returns the next of 1, 2, 5, 10, 20, ... above a span.
    private static func step(_ span: Double) -> Double {
        guard span > 1e-6 else { return 1 }
        var magnitude = 1.0
        while magnitude * 10 <= span { magnitude *= 10 }
        while magnitude > span { magnitude /= 10 }
        return [1, 2, 5, 10].map { $0 * magnitude }.first { $0 >= span } ?? magnitude
    }
}
