import Configuration
import EnergyAPI
import Ground
import Logging
import Metering
import ReadingStore

/// One poll of the invoiced months of all customer groups. A year of them is small, so each poll requests all of them:
/// an invoice arrives some days after its month's end, and may be corrected at any time.
///
/// Nothing is stored before the end of the poll, because only then it is known which values are parts and which are
/// repeated.
struct InvoicedPoll: EndpointPoll {
    let endpoint = PolledEndpoint.invoiced
    let groups: [PolledGroup]
    let settings: Configuration.Invoiced
    /// The months to request; nil for the newest, as many as the settings say.
    var months: Range<CivilMonth>?
    let calendar: MeteringCalendar
    let api: Configuration.API
    let store: ReadingStore
    let metrics: PollMetrics
    let now: @Sendable () -> Timestamp
    let log: Logger

    func ask(at start: Timestamp, _ outcome: inout PollOutcome) async {
        let jobs = groups.indices.flatMap { index in
            let whole = query(groups[index].settings, at: start)
            return [ListWalk<InvoicedQuery>.Job(group: index, query: whole)]
                + groups[index].refusals.due(at: start).map { refused in
                    let query = groups[index].refusals.probe(refused, whole)
                    return ListWalk<InvoicedQuery>.Job(group: index, query: query, probed: refused)
                }
        }
        var claims = InvoiceClaims(order: order, calendar: calendar, dating: settings.readingDate)
        let answered = await walk(jobs, askers(InvoicedQuery.self, at: start), &outcome) { index, page, outcome in
            add(page, of: jobs[index].group, &claims, &outcome)
        }
        guard !outcome.groups.contains(where: \.isCancelled) else { return }
        let failed = Set(jobs.indices.filter { !answered.contains($0) }.map { jobs[$0].group })
        await store(claims, failed: failed, at: start, &outcome)
    }

    private func query(_ group: Configuration.CustomerGroup, at time: Timestamp) -> InvoicedQuery {
        InvoicedQuery(
            customerNumbers: group.numbers,
            window: window(at: time),
            deliveryCategories: group.deliveryCategories, subsidiary: group.subsidiary)
    }

    private func firstDate(at time: Timestamp) -> Timestamp {
        calendar.start(of: (months?.lowerBound ?? calendar.month(of: time) - settings.months).firstDay).startOfUTCDay
    }

    /// Whole UTC days, up to the present.
    private func window(at time: Timestamp) -> Range<Timestamp> {
        let end = (time + .milliseconds(1)).endOfUTCDay
        guard let months else { return firstDate(at: time)..<end }
        let last = calendar.dates(of: months, settings.readingDate).upperBound.endOfUTCDay
        return firstDate(at: time)..<min(last, end)
    }

    private func add(
        _ page: InvoiceBatch, of group: Int, _ claims: inout InvoiceClaims, _ outcome: inout PollOutcome
    ) {
        var page = page
        let settings = groups[group].settings
        // The endpoint has no parameter for metering points.
        if !settings.meteringPoints.isEmpty {
            let wanted = Set(settings.meteringPoints)
            page.sources.removeAll { !wanted.contains($0.meter.meteringPoint) }
        }
        if let months { page.keep(dates: calendar.dates(of: months, self.settings.readingDate)) }
        claims.add(page, group: settings.name)
        let counts = ReadingCounts(rejected: page.rejected, missing: page.missing)
        outcome.groups[group].counts += counts
        outcome.groups[group].findings += page.findings
        metrics.count(counts, endpoint)
    }

    /// - Parameter failed: groups that did not get everything: their values are stored, and nothing is removed.
    private func store(
        _ claims: InvoiceClaims, failed: Set<Int>, at start: Timestamp, _ outcome: inout PollOutcome
    ) async {
        let settled = claims.settled()
        for index in groups.indices {
            let name = groups[index].settings.name
            guard let group = settled.groups[name] else { continue }
            outcome.groups[index].findings += group.findings
            let counts = ReadingCounts(rejected: group.duplicates > 0 ? [.duplicate: group.duplicates] : [:])
            do {
                try await record(of: index, counts, &outcome) { () throws(StoreError) in
                    var statements = group.statements
                    if !failed.isEmpty {
                        let stored = try await store.invoices.dates(from: firstDate(at: start))
                        statements = UnheardInvoices(months: claims.months, stored: stored, named: settled.named)
                            .safe(statements, isWhole: !failed.contains(index))
                    }
                    return try await store.invoices.replace(statements, group: name, order: order, now: start)
                }
            } catch {
                outcome.groups[index].record(error)
            }
        }
    }
}

extension InvoiceBatch {
    /// Leaves out values of other months: a part of a month must not replace the whole.
    fileprivate mutating func keep(dates: Range<Timestamp>) {
        for source in sources.indices {
            for series in sources[source].series.indices {
                sources[source].series[series].invoices.removeAll { !dates.contains($0.date) }
                sources[source].series[series].removals.removeAll { !dates.contains($0) }
            }
            sources[source].maxEffects.removeAll { !dates.contains($0.date) }
        }
    }
}
