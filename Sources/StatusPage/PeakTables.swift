import Ground
import Metering
import Snapshot

/// What each tariff picks and bills for a metering point, this billing period beside the one before.
struct PeakTables: Sendable {
    /// A tariff and its two billing periods.
    struct Spans: Sendable {
        var tariff: Tariff
        var current: Range<Timestamp>
        var previous: Range<Timestamp>
    }

    /// What tariffs with many peaks show of them.
    private static let mostPeaks = 10

    let input: SnapshotInput
    let clock: PageClock
    let spans: [Spans]

    init(_ input: SnapshotInput, _ clock: PageClock) {
        self.input = input
        self.clock = clock
        spans = input.rules.tariffs.map {
            Spans(
                tariff: $0, current: input.rules.billingTime(of: $0, ago: 0, at: input.now),
                previous: input.rules.billingTime(of: $0, ago: 1, at: input.now))
        }
    }

    /// - Parameter courses: of energy, of one metering point.
    func html(_ courses: [StoredCourse]) -> HTML {
        let tables = courses.flatMap { course in
            spans.indices.compactMap { table(course.id, $0) }
        }
        return tables.isEmpty ? "" : "<div class=\"peaks\">\(tables)</div>\n"
    }

    private func table(_ course: CourseID, _ index: Int) -> HTML? {
        guard let digest = input.digests[course] else { return nil }
        let span = spans[index]
        let isBilled = !span.tariff.isInformation
        let current = digest.billed(index, in: span.current, input.rules)
        let previous = digest.billed(index, in: span.previous, input.rules)
        guard current != nil || previous != nil else { return nil }
        let production: HTML = course.meter.microproduction ? ", fed in" : ""
        let hasCharge = current?.charge != nil || previous?.charge != nil
        return """
            <table><caption>\(isBilled ? "Tariff \(PageText.name(span.tariff.name))" : "Highest hour" as HTML)\(production)</caption>
            <thead><tr><td></td><th scope="col">\(name(span.current, span.tariff))</th>\
            <th scope="col">\(name(span.previous, span.tariff))</th></tr></thead>
            <tbody>\(isBilled ? "<tr><th scope=\"row\">Billed power</th>\(cell(current, billed))\(cell(previous, billed))</tr>\n" as HTML : "")\
            \(hasCharge ? "<tr><th scope=\"row\">Charge</th>\(cell(current, charge))\(cell(previous, charge))</tr>\n" as HTML : "")\
            <tr><th scope="row">\(isBilled ? "Peaks" : "Mean power" as HTML)</th>\(cell(current, peaks))\(cell(previous, peaks))</tr></tbody></table>

            """
    }

    private func name(_ time: Range<Timestamp>, _ tariff: Tariff) -> String {
        let month = clock.calendar.month(of: time.lowerBound, tariff.clock)
        return tariff.billingPeriod == .year ? String(month.year) : clock.text(month)
    }

    private func cell(_ power: BilledPower?, _ show: (BilledPower) -> HTML) -> HTML {
        "<td>\(power.map(show) ?? "–")</td>"
    }

    private func billed(_ power: BilledPower) -> HTML { "<strong>\(PageText.kilowatts(power.watts))</strong>" }

    private func charge(_ power: BilledPower) -> HTML {
        guard let charge = power.charge else { return "–" }
        return "\(PageText.exact(charge.amount)) \(PageText.name(charge.currency))"
    }

    private func peaks(_ power: BilledPower) -> HTML {
        let shown = power.peaks.prefix(Self.mostPeaks).map { peak -> HTML in
            "<li>\(PageText.kilowatts(peak.watts)) <small>\(clock.time(peak.start))</small></li>"
        }
        let hidden = power.peaks.count - shown.count
        return "<ol>\(shown)</ol>\(hidden > 0 ? "<small>and \(hidden) lower</small>" as HTML : "")"
    }
}
