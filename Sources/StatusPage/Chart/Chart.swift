import Ground
import Metering

/// The hours of a stretch of time as inline SVG: use above the zero line, production below it.
///
/// The curves lie in a picture that is stretched to the available width. All text stays outside it, so that it keeps
/// its size on a phone.
struct Chart: Sendable {
    /// One series.
    struct Curve: Sendable {
        var hours: HourlyMeans
        /// The unit of the amounts, such as `kWh`.
        var unit: String
        /// The factor from an amount an hour to the shown value.
        var factor: Double
        var isProduction: Bool

        /// Returns the shown value; also nil for numbers that no meter measures and a picture cannot show.
        func value(_ hour: Int) -> Double? {
            hours.mean(hour).map { $0 * factor }.flatMap { abs($0) < 1e100 ? $0 : nil }
        }

        /// Returns the signed value to draw.
        func height(_ hour: Int) -> Double? { value(hour).map { isProduction ? -$0 : $0 } }
    }

    let curves: [Curve]
    /// The unit of the shown values, such as `kW`.
    let unit: String
    let title: String
    let clock: PageClock
    /// Unique on the page.
    let id: String
    private let scale: ChartScale

    /// - Parameter curves: at least one, all of the same hours.
    init(_ curves: [Curve], unit: String, title: String, clock: PageClock, id: String) {
        self.curves = curves
        self.unit = unit
        self.title = title
        self.clock = clock
        self.id = id
        let heights = curves.flatMap { curve in (0..<curve.hours.count).compactMap(curve.height) }
        scale = ChartScale(lowest: heights.min() ?? 0, highest: heights.max() ?? 0)
    }

    var svg: HTML {
        """
        <div class="chart"><svg class="scale" aria-hidden="true" width="48" height="148">\(scaleTexts)</svg>\
        <svg class="plot" role="img" aria-labelledby="\(id)-title \(id)-what" width="100%" height="148">\
        <title id="\(id)-title">\(title)</title><desc id="\(id)-what">\(description)</desc>\
        <svg y="8" width="100%" height="\(Self.height)" viewBox="0 0 \(hours) 1000" preserveAspectRatio="none">\
        \(curves.map(gaps))\(curves.map(area))</svg>\(lines)\(days)</svg></div>

        """
    }

    private static let height = 116
    private var hours: Int { curves.first?.hours.count ?? 1 }

    /// Text for screen readers; the values themselves are told in words below the chart.
    private var description: String {
        let sides = curves.contains(where: \.isProduction) ? "What is fed in is below the zero line. " : ""
        return "Hourly means in \(unit), from \(ChartScale.text(scale.bottom)) to \(ChartScale.text(scale.top)). "
            + "\(sides)Shaded where there are no readings."
    }

    // MARK: The stretched picture: x in hours, y in thousandths

    private func y(_ value: Double) -> Int { Int((scale.place(of: value) * 1000).rounded()) }

    private func gaps(_ curve: Curve) -> HTML {
        // Two curves have a side each.
        let isAlone = curves.count == 1
        let from = isAlone || !curve.isProduction ? 0 : y(0)
        let to = isAlone || curve.isProduction ? 1000 : y(0)
        let gaps = runs(curve, known: false).map {
            "M\($0.lowerBound) \(from)H\($0.upperBound)V\(to)H\($0.lowerBound)Z"
        }
        return gaps.isEmpty ? "" : "<path class=\"gap\" d=\"\(gaps.joined())\"/>"
    }

    private func area(_ curve: Curve) -> HTML {
        var area = ""
        var edge = ""
        for run in runs(curve, known: true) {
            area += "M\(run.lowerBound) \(y(0))"
            for hour in run {
                let y = y(curve.height(hour) ?? 0)
                area += "V\(y)H\(hour + 1)"
                edge += hour == run.lowerBound ? "M\(hour) \(y)H\(hour + 1)" : "V\(y)H\(hour + 1)"
            }
            area += "V\(y(0))Z"
        }
        let name: HTML = curve.isProduction ? "fed" : "use"
        return "<path class=\"\(name)\" d=\"\(area)\"/><path class=\"\(name) edge\" d=\"\(edge)\"/>"
    }

    /// Returns the runs of hours that all have a value, or all have none.
    private func runs(_ curve: Curve, known: Bool) -> [Range<Int>] {
        (0..<curve.hours.count).filter { (curve.value($0) != nil) == known }.map { $0..<($0 + 1) }.merged()
    }

    // MARK: The parts of fixed size: x in per cent, y in pixels

    private func pixel(_ value: Double) -> String {
        (8 + scale.place(of: value) * Double(Self.height)).rounded(toPlaces: 1)
    }

    private var scaleTexts: HTML {
        let texts = scale.lines.map { line -> HTML in
            let y = (8 + scale.place(of: line) * Double(Self.height) + 4).rounded(toPlaces: 1)
            return "<text x=\"42\" y=\"\(y)\">\(ChartScale.text(line))</text>"
        }
        return "\(texts)<text x=\"42\" y=\"142\">\(PageText.cut(unit, to: 7))</text>"
    }

    private var lines: [HTML] {
        scale.lines.map { line in
            let name: HTML = line == 0 ? "zero" : "level"
            return "<line class=\"\(name)\" x2=\"100%\" y1=\"\(pixel(line))\" y2=\"\(pixel(line))\"/>"
        }
    }

    /// A line at each midnight, with the names of days between them.
    private var days: [HTML] {
        guard let time = curves.first.map({ $0.hours.start..<$0.hours.time(hours) }) else { return [] }
        let first = clock.calendar.day(of: time.lowerBound)
        return (first..<(clock.calendar.day(of: time.upperBound) + 1)).map { day in
            let shown = clock.calendar.time(of: day).clamped(to: time)
            let x = place(shown.lowerBound, time)
            let midnight: HTML =
                day == first ? "" : "<line class=\"level\" x1=\"\(x)\" x2=\"\(x)\" y1=\"8\" y2=\"130\"/>"
            let length = shown.upperBound - shown.lowerBound
            // A name without room would run into the next.
            guard length >= .seconds(50_400) else { return midnight }
            let middle = place(shown.lowerBound + length / 2, time)
            return "\(midnight)<text x=\"\(middle)\" y=\"142\">\(clock.shortName(of: day))</text>"
        }
    }

    private func place(_ time: Timestamp, _ all: Range<Timestamp>) -> String {
        let part = (time - all.lowerBound).inSeconds / (all.upperBound - all.lowerBound).inSeconds
        return (part * 100).rounded(toPlaces: 2) + "%"
    }
}
