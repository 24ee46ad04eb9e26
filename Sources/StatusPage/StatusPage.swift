import Ground
import Metering
import ReadingStore
import Snapshot

/// The page at `/`, with what a person wants to know first: the state of the polls, the action to take if they fail,
/// and the readings, load and peaks of each metering point.
///
/// It is rendered for each request from the snapshot that the metrics are from, and from the store's last days. It
/// needs no script, and nothing from other hosts.
package struct StatusPage: Sendable {
    /// Facts that stay the same while the program runs.
    package struct Site: Sendable {
        var version: String
        var telemetryPath: String

        /// Creates the facts of this program; `telemetryPath` is the path of the metrics, with the route prefix.
        package init(version: String, telemetryPath: String) {
            self.version = version
            self.telemetryPath = telemetryPath
        }
    }

    static let documentation = "https://github.com/oresundskraft-exporter/oresundskraft-exporter/blob/main/README.md"

    var site: Site
    /// The input of the newest snapshot.
    var input: SnapshotInput
    var now: Timestamp
    var query = PageQuery()
    /// The selection for the same input and query.
    var selection: PageSelection
    var receivers: [ReceiverLine] = []
    /// The time by which this machine's clock is ahead of the API's; nil if the two agree well enough.
    var clockError: Duration?
    /// Stored readings of the days that are drawn, or the error that kept them from being read.
    var readings: Result<[SeriesID: ReadingColumns], StoreError> = .success([:])

    /// The days of the selected period; nil without one, or if the store could not be read.
    var periodDays: PeriodDays?

    var html: HTML {
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>Öresundskraft exporter</title>
        <link rel="icon" href="\(StatusPage.icon)">
        <style>\(StatusPage.style)</style>
        </head>
        <body>
        <header>
        <h1>Öresundskraft exporter</h1>
        <nav aria-label="Exporter"><a href=".\(site.telemetryPath)">Metrics</a> <a href="\(StatusPage.documentation)">Documentation</a></nav>
        <p>Version \(site.version) · as of \(clock.time(now)), times of \(input.rules.calendar.timeZone)</p>
        </header>
        <main>
        \(storeFailure)\(wrongClock)\(APISection(input: input, clock: clock, now: now).html)\(FindingsSection(input: input).html)\
        \(ReceiverSection(receivers: receivers, clock: clock, now: now).html)\
        \(PropertySection(input: input, selection: selection, query: query).html)\
        \(MeterSection(selection: selection, query: query, cards: cards).html)</main>
        </body>
        </html>

        """
    }

    private var clock: PageClock { PageClock(calendar: input.rules.calendar, now: now) }

    private var cards: MeterCards {
        let period = query.period.map { PeriodFacts(input: input, clock: clock, period: $0, stored: periodDays) }
        return MeterCards(input, clock, now: now, readings: try? readings.get(), period: period)
    }

    private var wrongClock: HTML {
        guard let error = clockError else { return "" }
        let amount = PageText.span(seconds: abs(error.inSeconds))
        return """
            <p class="alert"><strong>This machine’s clock is \(amount) \(error > .zero ? "ahead of" : "behind") the API’s.</strong> \
            Set it (timedatectl shows whether it is synchronized). Until then ages are wrong, and readings may count as not yet due.</p>

            """
    }

    private var storeFailure: HTML {
        guard case .failure(let error) = readings else { return "" }
        return """
            <p class="alert"><strong>The store could not be read, so there are no charts.</strong> \
            <bdi>\(PageText.cut("\(error)", to: PageText.longestError))</bdi></p>

            """
    }
}
