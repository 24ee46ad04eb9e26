import Ground
import Metering
import ReadingStore
import Snapshot

/// Peaks and billed power of a metering point by tariff, of this billing period and the previous one.
struct PeakTables: Sendable {
    /// The number of peaks shown for tariffs that pick more.
    private static let mostPeaks = 10

    let input: SnapshotInput
    let clock: PageClock

    init(_ input: SnapshotInput, _ clock: PageClock) {
        self.input = input
        self.clock = clock
    }

    /// - Parameter courses: of energy, of one metering point.
    func html(_ courses: [StoredCourse]) -> HTML {
        let tables = courses.flatMap { course in
            input.rules.tariffs.indices.compactMap { table(course, $0) }
        }
        return tables.isEmpty ? "" : "<div class=\"peaks\">\(tables)</div>\n"
    }

    private func table(_ course: StoredCourse, _ index: Int) -> HTML? {
        guard input.made.peaks[index], let digest = input.digests[course.id] else { return nil }
        let tariff = input.rules.tariffs[index]
        let isBilled = !tariff.isInformation
        let columns = [0, 1].map { input.rules.billingTime(of: tariff, ago: $0, at: input.now, newest: course.end) }
            // A rolling year has no period before it.
            .filter { !$0.isEmpty }
            .map { (time: $0, power: digest.billed(index, in: $0, input.rules)) }
        guard columns.contains(where: { $0.power != nil }) else { return nil }
        let production: HTML = course.id.meter.microproduction ? ", fed in" : ""
        func row(_ title: HTML, _ show: (BilledPower) -> HTML) -> HTML {
            "<tr><th scope=\"row\">\(title)</th>\(columns.map { cell($0.power, show) })</tr>\n"
        }
        let hasCharge = columns.contains { $0.power?.charge != nil }
        return """
            <table><caption>\(isBilled ? "Tariff \(PageText.name(tariff.name))" : "Highest hour" as HTML)\(production)</caption>
            <thead><tr><td></td>\(columns.map { "<th scope=\"col\">\(name($0.time, tariff))</th>" as HTML })</tr></thead>
            <tbody>\(isBilled ? row("Billed power", billed) : "")\(hasCharge ? row("Charge", charge) : "")\
            \(row(isBilled ? "Peaks" : "Mean power", peaks))</tbody></table>

            """
    }

    private func name(_ time: Range<Timestamp>, _ tariff: Tariff) -> String {
        let month = clock.calendar.month(of: time.lowerBound, tariff.clock)
        switch tariff.billingPeriod {
        case .month: return clock.text(month)
        case .year: return String(month.year)
        case .rollingYear: return "12 months from \(clock.text(time.lowerBound))"
        }
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
