import Configuration
import EnergyAPI
import Ground
import Metering
import ReadingStore

/// One poll of the invoiced months of all customer groups. A year of them is small, so each poll asks for all: an invoice
/// comes some days after its month's end, and may be corrected at any time.
struct InvoicedPoll: EndpointPoll {
    private struct Job: Sendable {
        var group: Int
        var query: InvoicedQuery
    }

    let endpoint = PolledEndpoint.invoiced
    let groups: [PolledGroup]
    /// How many whole months back.
    let months: Int
    let calendar: MeteringCalendar
    let api: Configuration.API
    let store: ReadingStore
    let metrics: PollMetrics
    let now: @Sendable () -> Timestamp

    func ask(at start: Timestamp, _ outcome: inout PollOutcome) async {
        let groups = groups
        let api = api
        let jobs = groups.indices.map { Job(group: $0, query: query(groups[$0].settings, at: start)) }
        var claims = InvoiceClaims()
        await walk(
            jobs, width: api.maxConcurrentRequests, &outcome, group: \.group,
            ask: { job, handOver in
                try await groups[job.group].client.invoiced(
                    job.query, retries: RetryBudget(api.maxRetries), receive: handOver)
            },
            store: { group, page, outcome in
                try await store(page, of: group, at: start, &claims, &outcome)
            })
    }

    private func query(_ group: Configuration.CustomerGroup, at time: Timestamp) -> InvoicedQuery {
        let first = calendar.start(of: (calendar.month(of: time) - months).firstDay)
        return InvoicedQuery(
            customerNumbers: group.numbers,
            window: first.startOfUTCDay..<(time + .milliseconds(1)).endOfUTCDay,
            deliveryCategories: group.deliveryCategories, subsidiary: group.subsidiary)
    }

    private func store(
        _ page: InvoiceBatch, of group: Int, at start: Timestamp, _ claims: inout InvoiceClaims,
        _ outcome: inout PollOutcome
    ) async throws {
        var page = page
        let settings = groups[group].settings
        // The endpoint has no parameter for metering points.
        if !settings.meteringPoints.isEmpty {
            let wanted = Set(settings.meteringPoints)
            page.sources.removeAll { !wanted.contains($0.meter.meteringPoint) }
        }
        claims.settle(&page, group: group, customers: settings.numbers)
        try await record(page, of: group, at: start, &outcome)
    }
}
