import HTTPServer
import Metering
import NIOCore
import ReadingStore
import Synchronization

/// Answers requests for the status page: reads what it takes, and has it rendered, off the event loop.
struct StatusPageHandler: Sendable {
    let site: StatusPage.Site
    let published: PublishedSnapshot
    let schedule: PollSchedule
    let store: ReadingStore
    let metrics: ExporterMetrics
    let now: @Sendable () -> Timestamp
    /// How remote write goes at the moment.
    let receivers: @Sendable () -> [ReceiverLine]
    private let turns = PageTurns()

    /// - Parameter receivers: called for each page.
    init(
        site: StatusPage.Site, published: PublishedSnapshot, schedule: PollSchedule, store: ReadingStore,
        metrics: ExporterMetrics, now: @escaping @Sendable () -> Timestamp,
        receivers: @escaping @Sendable () -> [ReceiverLine] = { [] }
    ) {
        self.site = site
        self.published = published
        self.schedule = schedule
        self.store = store
        self.metrics = metrics
        self.now = now
        self.receivers = receivers
    }

    var route: Route {
        Route(path: "/") { request in
            let query = PageQuery(request.query)
            return .later { await answer(query) }
        }
    }

    private func answer(_ query: PageQuery) async -> HTTPResponse {
        let response = await turns.run {
            guard let input = published.input else {
                return HTTPResponse.text(503, "The exporter is starting: there is nothing to show yet.")
            }
            let html = await page(input, query).html
            return HTTPResponse(status: 200, headers: StatusPage.headers, body: [ByteBuffer(string: html.text)])
        }
        if let response { return response }
        var busy = HTTPResponse.text(503, "Too many ask for this page at once. Try again in a moment.")
        busy.headers.append(("Retry-After", "2"))
        return busy
    }

    private func page(_ input: SnapshotInput, _ query: PageQuery) async -> StatusPage {
        let now = now()
        let selection = PageSelection(input, query)
        return StatusPage(
            site: site, input: input, now: now, query: query, selection: selection, schedule: schedule.current,
            receivers: receivers(), readings: await read(selection.drawn, at: now))
    }

    private func read(
        _ drawn: [StoredSeries], at now: Timestamp
    ) async -> Result<[SeriesID: ReadingColumns], StoreError> {
        let time = MeterCards.charted(at: now)
        let stretches = drawn.map { ChangedTime(series: $0.id, time: time) }
        let found = Found()
        do throws(StoreError) {
            try await store.scan(stretches) { place, readings in found.note(readings, of: stretches[place].series) }
            return .success(found.all)
        } catch {
            metrics.count(error)
            return .failure(error)
        }
    }
}

/// What a thread of the store reads for the page.
private final class Found: Sendable {
    private let readings = Mutex<[SeriesID: ReadingColumns]>([:])

    var all: [SeriesID: ReadingColumns] { readings.withLock { $0 } }

    func note(_ columns: ReadingColumns, of series: SeriesID) { readings.withLock { $0[series] = columns } }
}
