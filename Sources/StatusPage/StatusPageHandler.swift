package import Ground
package import HTTPServer
import Metering
import NIOCore
package import ReadingStore
package import Snapshot

/// Answers requests for the status page: it reads the store and renders off the event loop.
package struct StatusPageHandler: Sendable {
    let site: StatusPage.Site
    let published: PublishedSnapshot
    let store: ReadingStore
    let onStoreError: @Sendable (StoreError) -> Void
    let now: @Sendable () -> Timestamp
    /// Returns the present state of each receiver of remote write.
    let receivers: @Sendable () -> [ReceiverLine]
    /// Returns the time by which this machine's clock is ahead of the API's; nil if the two agree well enough.
    let clockError: @Sendable () -> Duration?
    private let turns = PageTurns()

    /// - Parameters:
    ///   - receivers: called for each page.
    ///   - clockError: called for each page, for the time by which this machine's clock is ahead of the API's.
    package init(
        site: StatusPage.Site, published: PublishedSnapshot, store: ReadingStore,
        now: @escaping @Sendable () -> Timestamp, onStoreError: @escaping @Sendable (StoreError) -> Void = { _ in },
        receivers: @escaping @Sendable () -> [ReceiverLine] = { [] },
        clockError: @escaping @Sendable () -> Duration? = { nil }
    ) {
        self.site = site
        self.published = published
        self.store = store
        self.onStoreError = onStoreError
        self.now = now
        self.receivers = receivers
        self.clockError = clockError
    }

    package var route: Route {
        Route(path: "/") { request in
            let query = PageQuery(request.query)
            return .later { await answer(query) }
        }
    }

    private func answer(_ query: PageQuery) async -> HTTPResponse {
        let response = await turns.run {
            guard let input = published.current.input else {
                return HTTPResponse.text(503, "The exporter is starting: there is nothing to show yet.")
            }
            let html = await page(input, query).html
            return HTTPResponse(status: 200, headers: StatusPage.headers, body: [ByteBuffer(string: html.text)])
        }
        if let response { return response }
        var busy = HTTPResponse.text(503, "Too many requests for this page at once. Try again in a moment.")
        busy.headers.append(("Retry-After", "2"))
        return busy
    }

    private func page(_ input: SnapshotInput, _ query: PageQuery) async -> StatusPage {
        let now = now()
        let selection = PageSelection(input, query)
        return StatusPage(
            site: site, input: input, now: now, query: query, selection: selection, receivers: receivers(),
            clockError: clockError(),
            readings: await read(selection.drawn, at: now, upTo: input.contents.change),
            periodDays: await periodDays(query, selection, input))
    }

    private func periodDays(
        _ query: PageQuery, _ selection: PageSelection, _ input: SnapshotInput
    ) async -> PeriodDays? {
        guard let period = query.period else { return nil }
        do throws(StoreError) {
            return try await PeriodDays.read(selection.cards.flatMap(\.courses), period, input, store)
        } catch {
            if error != .cancelled { onStoreError(error) }
            return nil
        }
    }

    private func read(
        _ drawn: [SeriesID], at now: Timestamp, upTo change: Int64
    ) async -> Result<[SeriesID: ReadingColumns], StoreError> {
        let time = MeterCards.charted(at: now)
        do throws(StoreError) {
            return .success(
                try await store.readings.readings(
                    of: drawn, from: time.lowerBound, to: time.upperBound, upTo: change))
        } catch {
            if error != .cancelled { onStoreError(error) }
            return .failure(error)
        }
    }
}
