import Configuration
import Curl
import EnergyAPI
import Ground
import Metering

/// Calls the API once and without retries: for time series, or for invoiced months if time series are not polled.
struct PingAsker: Sendable {
    /// Tells by the answers' dates whether this machine's clock is wrong.
    let clock = ClockWatch()
    private let client: EnergyAPIClient
    private let asksForInvoices: Bool
    /// The months that a poll requests, up to now.
    private let months: Range<Timestamp>
    private let subsidiary: Bool

    init(
        _ group: Configuration.CustomerGroup, _ configuration: Configuration, _ transport: CurlClient, now: Timestamp
    ) {
        client = EnergyAPIClient(
            transport: transport, options: EnergyAPIClient.Options(configuration, group),
            pace: RequestPace(backoff: Backoff(), longestWait: .zero, log: { _ in }),
            now: WallClock.now, observe: { _, _ in }, warn: { _ in },
            recordClock: { [clock] offset in clock.record(offset) })
        asksForInvoices = !configuration.timeSeries.enabled && configuration.invoiced.enabled
        let calendar = configuration.calendar
        let first = calendar.month(of: now) - configuration.invoiced.months
        months = calendar.start(of: first.firstDay).startOfUTCDay..<now.endOfUTCDay
        subsidiary = group.subsidiary
    }

    /// Splits a query into parts that are short enough for one request each.
    func parts(of query: TimeSeriesQuery) -> [TimeSeriesQuery] { client.parts(of: query) }

    /// - Throws: `APIError`, or `CancellationError`.
    func ask(_ query: TimeSeriesQuery) async throws -> PingAnswer {
        guard asksForInvoices else { return try await client.ping(query) }
        var answer = PingAnswer()
        let invoiced = InvoicedQuery(
            customerNumbers: query.customerNumbers, window: months, deliveryCategories: query.deliveryCategories,
            subsidiary: subsidiary)
        // The endpoint has no parameter for metering points.
        let wanted = Set(query.meteringPoints)
        try await client.invoiced(invoiced, retries: RetryBudget(0)) { page in
            for source in page.sources where wanted.isEmpty || wanted.contains(source.meter.meteringPoint) {
                answer.objects.append(
                    PingAnswer.Object(
                        meter: source.meter, customerNumber: source.facts.customerNumber ?? "",
                        readings: source.series.reduce(0) { $0 + $1.invoices.count }))
            }
        }
        return answer
    }
}
