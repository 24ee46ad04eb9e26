import Ground
import Metering
import ReadingStore
import Snapshot

/// The list of metering points: newest readings, charts, peaks, and missing hours.
struct MeterCards: Sendable {
    /// The length of a chart in days.
    static let days = 7

    let input: SnapshotInput
    let clock: PageClock
    let now: Timestamp
    /// Stored readings of the last days; nil if they could not be read.
    let readings: [SeriesID: ReadingColumns]?
    private let peaks: PeakTables
    let codes: CodeNames
    private let period: PeriodFacts?
    /// The months shown, each with the one it is compared with.
    private static let months: [(period: Period, before: Period)] = [
        (.thisMonth, .sameMonthLastYearToDate), (.lastMonth, .lastMonthLastYear),
    ]

    /// - Parameter period: the month or year of the visitor's selection; nil for none.
    init(
        _ input: SnapshotInput, _ clock: PageClock, now: Timestamp, readings: [SeriesID: ReadingColumns]?,
        period: PeriodFacts? = nil
    ) {
        self.input = input
        self.clock = clock
        self.now = now
        self.readings = readings
        self.period = period
        peaks = PeakTables(input, clock)
        codes = CodeNames(own: input.settings.categoryNames)
    }

    /// Returns the last days up to a moment, in whole hours.
    static func charted(at now: Timestamp) -> Range<Timestamp> {
        let hours = (now.milliseconds + HourlyMeans.hour - 1) / HourlyMeans.hour
        let end = Timestamp(milliseconds: hours * HourlyMeans.hour)
        return end - .seconds(86_400 * days)..<end
    }

    func html(_ cards: [MeterCard]) -> HTML {
        "<div class=\"cards\">\(cards.enumerated().map { html($1, id: "p\($0)") })</div>\n"
    }

    private func shownName(_ card: MeterCard) -> String {
        card.name.trimmed.isEmpty ? card.meteringPoint : card.name
    }

    private func html(_ card: MeterCard, id: String) -> HTML {
        let shown = shownName(card)
        let named: HTML = card.name == card.meteringPoint ? "" : "\(PageText.name(card.meteringPoint)) · "
        let category: HTML =
            card.deliveryCategory.isEmpty ? "no category" : PageText.name(codes.category(card.deliveryCategory))
        let body: HTML = card.courses.isEmpty ? "<p>No readings are stored.</p>\n" : "\(card.courses.map(facts))"
        return """
            <article class="card" aria-labelledby="\(id)">
            <h3 id="\(id)">\(shown.trimmed.isEmpty ? "(no name)" : PageText.name(shown))</h3>
            <p>\(named)\(category)</p>
            \(body)\(figure(card, id: id))\(peaks.html(card.energies))</article>

            """
    }

    // MARK: Readings

    private func facts(_ course: StoredCourse) -> HTML {
        let current = [course.inUse] + course.current.filter { $0 != course.inUse }
        return "\(current.map { facts($0, of: course) })\(followed(course))\(period?.html(course) ?? "")"
    }

    private func facts(_ series: StoredSeries, of course: StoredCourse) -> HTML {
        let isFedIn = series.id.meter.microproduction
        let what: HTML =
            CodeNames.kind(course.id.kind).map { "\($0) \(isFedIn ? "fed in" : "used")" }
            ?? (isFedIn ? "Fed in" : "Used")
        let unit: HTML = series.id.unit.isEmpty ? "" : ", \(PageText.name(CodeNames.unit(series.id.unit)))"
        return """
            <h4>\(what)\(unit)</h4>
            <dl>\(series.isRemoved ? removed(series) : "\(newest(series))\(fact("Age", age(series)))")\
            \(Self.months.map { month($0.period, before: $0.before, series, course) })</dl>

            """
    }

    private func removed(_ series: StoredSeries) -> HTML {
        fact(
            "Readings",
            "removed as old <small>(storage.retention)</small>, days summed until \(clock.time(series.newest.end))")
    }

    /// Returns the age of the newest reading. One that ends in the future has none: the clock was set back, or was
    /// wrong at the time.
    private func age(_ series: StoredSeries) -> HTML {
        let age = now - series.newest.end
        guard age >= .zero else {
            return """
                <strong>in the future</strong> <small class="warn">by \(PageText.age(.zero - age)): check this machine’s clock</small>
                """
        }
        let old: HTML = input.isFresh(series) ? "" : " <small class=\"warn\">too old for the metrics</small>"
        return "<strong>\(PageText.age(age))</strong>\(old)"
    }

    /// Returns the units before the one in use, if the months shown have any of them.
    private func followed(_ course: StoredCourse) -> HTML {
        let current = course.current
        let followed = course.series.filter { one in
            guard !current.contains(one) else { return false }
            return Self.months.contains { one.newest.end > (span($0.period, course)?.time.lowerBound ?? now) }
        }
        let texts = followed.map { "in \(PageText.name($0.id.unit)) until \(clock.time($0.newest.end))" as HTML }
        return texts.isEmpty ? "" : "<p>The months count all units: \(texts.joined(separator: ", ")).</p>\n"
    }

    private func newest(_ series: StoredSeries) -> HTML {
        let reading = series.newest
        let value = amount(reading.value, places: 3, series)
        let status: HTML = reading.status.isEmpty ? "" : "<small>Status: \(PageText.name(reading.status))</small>"
        let newest = fact(
            "Newest reading",
            "<strong>\(value)</strong> <small>\(clock.period(reading.start, reading.end))</small>\(status)")
        guard let energy = EnergyUnit(series.id.unit) else { return newest }
        let watts = energy.watts(of: reading.value, over: reading.end - reading.start)
        return "\(newest)\(fact("Mean power", "<strong>\(PageText.kilowatts(watts))</strong>"))"
    }

    private func span(_ period: Period, _ course: StoredCourse) -> PeriodSpan? {
        period.span(at: input.now, newest: course.end, input.rules.calendar, input.rules.periodClock)
    }

    /// Returns a month's sum, its missing time, and the sum a year before; for the series in use those of the whole
    /// course.
    private func month(_ period: Period, before: Period, _ series: StoredSeries, _ course: StoredCourse) -> HTML {
        guard let span = span(period, course) else { return "" }
        let name = clock.text(span.days.lowerBound.month)
        guard let sum = input.sum(period, of: course) else { return fact(name, "<small>is being summed up</small>") }
        guard series == course.inUse else {
            let value = sum.value(inUnit: series.id.unit).map { amount($0, places: 1, series) }
            return fact(name, "<strong>\(value ?? "none")</strong>")
        }
        let value: HTML = sum.total.readings == 0 ? "none" : amount(whole(sum, series, course), places: 1, series)
        var missing: HTML = sum.total.readings == 0 ? "" : " <small>no gaps</small>"
        if sum.gap >= 1 { missing = " <small class=\"warn\">\(PageText.span(seconds: sum.gap)) missing</small>" }
        var past: HTML = ""
        if let sum = input.sum(before, of: course) {
            let month = clock.text(sum.span.days.lowerBound.month)
            let end: HTML = period == .thisMonth ? " up to the same time" : ""
            past = "<small>\(month)\(end): \(amount(whole(sum, series, course), places: 1, series))</small>"
        }
        return fact(name, "<strong>\(value)</strong>\(missing)\(past)")
    }

    /// Returns the sum of a whole course in the unit of one of its series.
    private func whole(_ sum: PeriodSum, _ series: StoredSeries, _ course: StoredCourse) -> Double {
        course.series.count == 1
            ? sum.value(inUnit: series.id.unit) ?? 0 : sum.total.value / (EnergyUnit(series.id.unit)?.joules ?? 1)
    }

    private func amount(_ value: Double, places: Int, _ series: StoredSeries) -> HTML {
        let unit: HTML = series.id.unit.isEmpty ? "" : " \(PageText.name(CodeNames.unit(series.id.unit)))"
        return "\(PageText.number(value, places: places))\(unit)"
    }

    private func fact(_ name: String, _ value: HTML) -> HTML { "<div><dt>\(name)</dt><dd>\(value)</dd></div>" }

    // MARK: Chart

    private func figure(_ card: MeterCard, id: String) -> HTML {
        guard let readings, let first = card.drawn.first else { return "" }
        let time = Self.charted(at: now)
        let curves = card.drawn.map { course in
            let merged = Course(course.series.map { ($0.id.unit, readings[$0.id] ?? ReadingColumns()) })
            let energy = EnergyUnit(course.inUse.id.unit)
            return Chart.Curve(
                hours: HourlyMeans(
                    merged.readings, inUnitsOf: energy?.joules ?? 1, from: time.lowerBound, hours: 24 * Self.days),
                unit: PageText.cut(course.inUse.id.unit, to: 20),
                factor: energy.map { $0.watts(of: 1, over: .seconds(3600)) / 1000 } ?? 1,
                isProduction: course.id.meter.microproduction)
        }
        guard curves.contains(where: { $0.hours.hoursKnown > 0 }) else {
            return "<p>No readings in the last \(Self.days) days.</p>\n"
        }
        let unit = PageText.cut(first.inUse.id.unit, to: 20)
        let chart = Chart(
            curves, unit: card.drawsPower ? "kW" : unit.isEmpty ? "per h" : "\(unit)/h",
            title: "\(PageText.cut(shownName(card), to: PageText.longestName)), last \(Self.days) days", clock: clock,
            id: id)
        return ChartFigure(chart: chart, days: Self.days).html
    }
}
