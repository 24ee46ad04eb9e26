import Ground
import Metering
import ReadingStore
import Snapshot

/// Energy by property: this and last month beside the same months a year before. Empty if no property is known.
struct PropertySection: Sendable {
    /// The most properties shown; the metrics have all of them.
    private static let mostProperties = 50
    private static let columns: [(period: Period, heading: String)] = [
        (.thisMonth, "This month"), (.sameMonthLastYearToDate, "up to the same time last year"),
        (.lastMonth, "Last month"), (.lastMonthLastYear, "a year before"),
    ]

    let input: SnapshotInput
    let selection: PageSelection
    let query: PageQuery

    var html: HTML {
        guard input.areSumsMade, !selection.properties.isEmpty else { return "" }
        let wanted = query.property.isEmpty ? selection.properties : [query.property]
        let shown = wanted.prefix(Self.mostProperties)
        let courses = Dictionary(grouping: energies) { $0.property }
        let hidden = wanted.count - shown.count
        let heads = Self.columns.map { "<th scope=\"col\">\($0.heading)</th>" as HTML }
        return """
            <section aria-labelledby="properties">
            <h2 id="properties">Properties</h2>
            <p>Energy that was used, over all metering points of a property; what is fed in is left out.</p>
            <div class="peaks"><table><thead><tr><td></td>\(heads)</tr></thead>
            <tbody>\(shown.map { row($0, courses[$0]?.map(\.course) ?? []) })</tbody></table></div>
            \(hidden > 0 ? "<p>\(hidden) more are left out here.</p>\n" as HTML : "")</section>

            """
    }

    private var energies: [(property: String, course: StoredCourse)] {
        let properties = Dictionary(
            input.contents.meters.compactMap { meter in input.property(of: meter).map { (meter.id, $0) } },
            uniquingKeysWith: { first, _ in first })
        return StoredCourse.all(of: input.contents.series).compactMap { course in
            guard course.id.kind == .energy, !course.id.meter.microproduction else { return nil }
            return properties[course.id.meter].map { ($0, course) }
        }
    }

    private func row(_ property: String, _ courses: [StoredCourse]) -> HTML {
        let area = input.settings.areas[property]
        let size: HTML = area.map { " <small>· \(PageText.number($0, places: 1)) m²</small>" } ?? ""
        return """
            <tr><th scope="row">\(PageText.name(property))\(size)</th>\
            \(Self.columns.map { cell($0.period, courses, area) })</tr>

            """
    }

    private func cell(_ period: Period, _ courses: [StoredCourse], _ area: Double?) -> HTML {
        let sums = courses.compactMap { input.sum(period, of: $0) }.filter { $0.total.readings > 0 }
        guard !sums.isEmpty else { return "<td>–</td>" }
        let hours = sums.reduce(0) { $0 + $1.total.value } / 3.6e6
        let each: HTML = area.map { "<small>\(PageText.number(hours / $0, places: 1)) kWh/m²</small>" } ?? ""
        // The sum of some meters is not that of the property.
        let part: HTML =
            sums.count < courses.count ? " <small>of \(sums.count) of \(courses.count) metering points</small>" : ""
        return "<td><strong>\(PageText.number(hours, places: 0)) kWh</strong> \(each)\(part)</td>"
    }
}
