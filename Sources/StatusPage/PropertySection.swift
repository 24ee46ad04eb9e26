import Ground
import Metering
import ReadingStore
import Snapshot

/// Energy by property: this and last month, and a visitor's month or year, beside the same a year before. Empty if no
/// property is known.
struct PropertySection: Sendable {
    /// The most properties shown; the metrics have all of them.
    private static let mostProperties = 50

    /// A column, with the energy of one course in joules; nil for what is not known.
    private struct Column {
        let heading: HTML
        let joules: (StoredCourse) -> Double?
    }

    let input: SnapshotInput
    let selection: PageSelection
    let query: PageQuery

    var html: HTML {
        guard input.areSumsMade, !selection.properties.isEmpty else { return "" }
        let wanted = query.property.isEmpty ? selection.properties : [query.property]
        let shown = wanted.prefix(Self.mostProperties)
        let courses = Dictionary(grouping: energies) { $0.property }
        let hidden = wanted.count - shown.count
        let columns = columns
        let heads = columns.map { "<th scope=\"col\">\($0.heading)</th>" as HTML }
        return """
            <section aria-labelledby="properties">
            <h2 id="properties">Properties</h2>
            <p>Energy that was used, over all metering points of a property; what is fed in is left out.</p>
            <div class="peaks"><table><thead><tr><td></td>\(heads)</tr></thead>
            <tbody>\(shown.map { row($0, courses[$0]?.map(\.course) ?? [], columns) })</tbody></table></div>
            \(hidden > 0 ? "<p>\(hidden) more are left out here.</p>\n" as HTML : "")</section>

            """
    }

    private var columns: [Column] {
        let months: [(heading: HTML, period: Period)] = [
            ("This month", .thisMonth), ("up to the same time last year", .sameMonthLastYearToDate),
            ("Last month", .lastMonth), ("a year before", .lastMonthLastYear),
        ]
        let running = months.map { month in
            Column(heading: month.heading) { course in
                input.sum(month.period, of: course).flatMap { $0.total.readings > 0 ? $0.total.value : nil }
            }
        }
        guard let period = query.period else { return running }
        let chosen: [(heading: HTML, days: Range<CivilDay>)] = [
            ("\(period.text)", period.days), ("all of it a year before", period.yearBefore),
        ]
        return running
            + chosen.map { chosen in
                Column(heading: chosen.heading) { input.total(of: chosen.days, of: $0)?.value }
            }
    }

    private var energies: [(property: String, course: StoredCourse)] {
        let properties = Dictionary(
            input.contents.meters.compactMap { meter in input.property(of: meter).map { (meter.id, $0) } },
            uniquingKeysWith: { first, _ in first })
        return input.courses.compactMap { course in
            guard course.id.kind == .energy, !course.id.meter.microproduction else { return nil }
            return properties[course.id.meter].map { ($0, course) }
        }
    }

    private func row(_ property: String, _ courses: [StoredCourse], _ columns: [Column]) -> HTML {
        let area = input.settings.areas[property]
        let size: HTML = area.map { " <small>· \(PageText.number($0, places: 1)) m²</small>" } ?? ""
        return """
            <tr><th scope="row">\(PageText.name(property))\(size)</th>\
            \(columns.map { cell($0, courses, area) })</tr>

            """
    }

    private func cell(_ column: Column, _ courses: [StoredCourse], _ area: Double?) -> HTML {
        let sums = courses.compactMap(column.joules)
        guard !sums.isEmpty else { return "<td>–</td>" }
        let hours = sums.reduce(0, +) / 3.6e6
        let each: HTML = area.map { "<small>\(PageText.number(hours / $0, places: 1)) kWh/m²</small>" } ?? ""
        // The sum of some meters is not that of the property.
        let part: HTML =
            sums.count < courses.count ? " <small>of \(sums.count) of \(courses.count) metering points</small>" : ""
        return "<td><strong>\(PageText.number(hours, places: 0)) kWh</strong> \(each)\(part)</td>"
    }
}
