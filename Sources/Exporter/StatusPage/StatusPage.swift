import Metering
import ReadingStore

/// The page at `/`: what a person wants to know first. How the polls go, why one failed, and how old each reading is.
///
/// It is made together with the snapshot, and so shows the same moment as the metrics.
struct StatusPage {
    /// A page of more rows is no longer read by people, and `/metrics` has them all.
    static let mostRows = 1000

    let input: SnapshotInput
    let version: String
    let telemetryPath: String
    /// Where times are shown by, an IANA name.
    let timeZone: String

    var html: String {
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>Öresundskraft exporter</title>
        <style>\(StatusPage.style)</style>
        </head>
        <body data-zone="\(timeZone.htmlEscaped)">
        <header>
        <h1>Öresundskraft exporter</h1>
        <p>Version \(version.htmlEscaped) · <a href="\(telemetryPath.htmlEscaped)">Metrics</a> ·
        as of \(time(input.now))</p>
        </header>
        <main>
        \(polls)
        \(readings)
        </main>
        <script>\(StatusPage.script)</script>
        </body>
        </html>

        """
    }

    // MARK: Polls

    private var polls: String {
        let rows = input.polls.map(row).joined()
        return """
            <h2>Polls</h2>
            <div class="wide"><table>
            <thead><tr><th>Endpoint</th><th>Newest poll</th><th>Last success</th><th class="number">Took</th>
            <th class="number">Requests</th><th class="number">New</th><th class="number">Corrected</th>
            <th class="number">Unchanged</th><th class="number">Rejected</th></tr></thead>
            <tbody>\(rows)</tbody>
            </table></div>
            \(errors)
            """
    }

    private func row(_ name: String, _ status: EndpointStatus) -> String {
        guard let poll = status.newest else {
            let success = status.lastSuccess.map(time) ?? "never"
            return "<tr><td>\(name.htmlEscaped)</td><td><span class=\"wait\">under way</span></td><td>\(success)</td>"
                + String(repeating: "<td class=\"number\">–</td>", count: 6) + "</tr>\n"
        }
        let counts = poll.counts
        let state = poll.isSuccess ? "<span class=\"good\">succeeded</span>" : "<span class=\"bad\">failed</span>"
        let numbers = [
            poll.groups.reduce(0) { $0 + $1.requests }, counts.stored.new, counts.stored.corrected,
            counts.stored.unchanged, counts.rejectedTotal,
        ]
        return "<tr><td>\(name.htmlEscaped)</td><td>\(state) \(time(poll.end))</td>"
            + "<td>\(status.lastSuccess.map(time) ?? "never")</td>"
            + "<td class=\"number\">\(poll.duration.inSeconds.rounded(toPlaces: 1)) s</td>"
            + numbers.map { "<td class=\"number\">\($0)</td>" }.joined() + "</tr>\n"
    }

    private var errors: String {
        let items = input.polls.flatMap { endpoint, status in
            (status.newest?.groups ?? []).filter { !$0.isSuccess }.flatMap { group in
                group.errors.map {
                    "<li><strong>\(group.group.htmlEscaped)</strong> (\(endpoint.htmlEscaped)): \($0.htmlEscaped)</li>\n"
                }
            }
        }
        guard !items.isEmpty else { return "" }
        return "<section class=\"errors\"><h3>Why it failed</h3><ul>\(items.joined())</ul></section>"
    }

    // MARK: Readings

    private var readings: String {
        let fresh = Set(input.freshSeries.map(\.id))
        let shown = input.contents.series.prefix(StatusPage.mostRows)
        guard !shown.isEmpty else {
            return "<h2>Readings</h2><p>No readings are stored yet.</p>"
        }
        let hidden = input.contents.series.count - shown.count
        let note = hidden > 0 ? "<p>\(hidden) more are left out here; the metrics hold them all.</p>" : ""
        return """
            <h2>Newest readings</h2>
            <p>The utility publishes readings a day or more late, and corrects them later.</p>
            <div class="wide"><table>
            <thead><tr><th>Metering point</th><th>Category</th><th class="number">Value</th>
            <th class="number">Mean power</th><th>Period</th><th class="number">Age</th><th>Status</th></tr></thead>
            <tbody>\(shown.map { row($0, isFresh: fresh.contains($0.id)) }.joined())</tbody>
            </table></div>
            \(note)
            """
    }

    private func row(_ series: StoredSeries, isFresh: Bool) -> String {
        let meter = series.id.meter
        let reading = series.newest
        let name = input.name(of: meter)
        let id = name == meter.meteringPoint ? "" : "<br><small>\(meter.meteringPoint.htmlEscaped)</small>"
        let power = EnergyUnit(series.id.unit).map { unit in
            let kilowatts = unit.watts(of: reading.value, over: reading.end - reading.start) / 1000
            return "\(kilowatts.rounded(toPlaces: 2)) kW"
        }
        let production = meter.microproduction ? " <small>production</small>" : ""
        return "<tr\(isFresh ? "" : " class=\"stale\"")><td>\(name.htmlEscaped)\(id)</td>"
            + "<td>\(meter.deliveryCategory.htmlEscaped)\(production)</td>"
            + "<td class=\"number\">\(reading.value.rounded(toPlaces: 3)) \(series.id.unit.htmlEscaped)</td>"
            + "<td class=\"number\">\(power ?? "–")</td>"
            + "<td>\(time(reading.start)) – \(time(reading.end, isShort: true))</td>"
            + "<td class=\"number\">\(age(input.now - reading.end))</td><td>\(reading.status.htmlEscaped)</td></tr>\n"
    }

    private func time(_ time: Timestamp) -> String { self.time(time, isShort: false) }

    /// Readable without the script too, in UTC.
    private func time(_ time: Timestamp, isShort: Bool) -> String {
        let text = time.description
        let clock = text.dropFirst(11).prefix(5)
        let shown = isShort ? "\(clock) UTC" : "\(text.prefix(10)) \(clock)"
        return "<time datetime=\"\(text)\"\(isShort ? " class=\"clock\"" : "")>\(shown)</time>"
    }

    private func age(_ duration: Duration) -> String {
        let minutes = duration.components.seconds / 60
        if minutes < 120 { return "\(minutes) min" }
        return minutes < 48 * 60 ? "\(minutes / 60) h" : "\(minutes / 1440) d"
    }
}
