import Configuration
import EnergyAPI
import Ground
import Logging
import Metering
import ReadingStore

/// One poll of an endpoint for all customer groups: it requests and stores.
protocol EndpointPoll: Sendable {
    var endpoint: PolledEndpoint { get }
    var groups: [PolledGroup] { get }
    var api: Configuration.API { get }
    var store: ReadingStore { get }
    var metrics: PollMetrics { get }
    var now: @Sendable () -> Timestamp { get }
    var log: Logger { get }

    /// Makes the requests of all groups, and records each group's result in the outcome.
    func ask(at start: Timestamp, _ outcome: inout PollOutcome) async
}

extension EndpointPoll {
    func run() async -> PollOutcome {
        let start = now()
        let clock = ContinuousClock.now
        var outcome = PollOutcome(
            endpoint: endpoint, start: start, groups: groups.map { GroupOutcome(group: $0.settings.name) })
        await ask(at: start, &outcome)
        for index in groups.indices where !outcome.groups[index].isCancelled {
            await readKnown(of: groups[index].settings, &outcome.groups[index])
        }
        outcome.duration = ContinuousClock.now - clock
        return outcome
    }

    /// The configuration's order of precedence, by which the store chooses between two objects.
    var order: OriginOrder { OriginOrder(groups.map { ($0.settings.name, $0.settings.numbers) }) }

    /// Stores a group's data, and counts its readings by result.
    ///
    /// - Parameter counts: counts known beforehand, which apply even if the store fails.
    func record(
        of group: Int, _ counts: ReadingCounts, _ outcome: inout PollOutcome,
        _ record: () async throws(StoreError) -> RecordedPage
    ) async throws(StoreError) {
        var counts = counts
        defer {
            outcome.groups[group].counts += counts
            metrics.count(counts, endpoint)
        }
        do {
            let recorded = try await record()
            counts += recorded
            outcome.groups[group].findings += recorded.findings
            outcome.groups[group].findings[.withdrawn] += recorded.counts.withdrawn
        } catch {
            metrics.count(error)
            throw error
        }
    }

    // MARK: Lists

    func askers<Query: ListedQuery>(_: Query.Type, at start: Timestamp) -> [ListAsker<Query>] {
        groups.map { group in
            ListAsker(
                group, retries: RetryBudget(api.maxRetries), now: start,
                wasAnswered: { [store, url = api.url.text] in try await group.wasAnswered($0, url: url, store) })
        }
    }

    /// Runs jobs, a few at a time, and stores their pages in the order of the jobs.
    ///
    /// - Parameter store: stores a page of a job, given by index.
    /// - Returns: the indices of the jobs that got everything they asked for.
    func walk<Query: ListedQuery>(
        _ jobs: [ListWalk<Query>.Job], _ askers: [ListAsker<Query>], _ outcome: inout PollOutcome,
        store: (Int, Query.Page, inout PollOutcome) async throws -> Void
    ) async -> Set<Int> {
        var result = outcome
        var answered: Set<Int> = []
        await ListWalk(askers: askers, width: api.maxConcurrentRequests).run(
            jobs,
            receive: { index, page in try await store(index, page, &result) },
            finish: { index, failure in
                if let failure {
                    result.groups[jobs[index].group].record(failure)
                } else {
                    answered.insert(index)
                }
            })
        for (index, asker) in askers.enumerated() { await conclude(index, asker, &result) }
        outcome = result
        return answered
    }

    private func conclude<Query: ListedQuery>(
        _ index: Int, _ asker: ListAsker<Query>, _ outcome: inout PollOutcome
    ) async {
        let group = groups[index]
        let seen = group.tally.take(excused: asker.lists.excused)
        outcome.groups[index].record(
            requests: seen.requests, seen.results, isKeyRefused: asker.lists.stopped != nil)
        for (refused, error) in asker.lists.found {
            log.warning(
                "refused by the API; the rest is asked for without it, and this once a day",
                metadata: [
                    "endpoint": "\(endpoint.rawValue)", "group": "\(group.settings.name)",
                    "customer_number": "\(refused.customerNumber)", "metering_point": "\(refused.meteringPoint)",
                    "error": "\(error)",
                ])
        }
        outcome.groups[index].refused = Set(group.refusals.all + asker.lists.refusedLists).sorted()
        outcome.groups[index].findings[.refused] += outcome.groups[index].refused.count
        do {
            try await group.recordAnswered(asker.lists.answered, url: api.url.text, store)
        } catch {
            outcome.groups[index].record(error)
        }
    }

    private func readKnown(of group: Configuration.CustomerGroup, _ outcome: inout GroupOutcome) async {
        do {
            outcome.known = try await store.readings.known(of: group)
        } catch {
            metrics.count(error)
        }
    }
}

extension ReadingRepository {
    /// Reads the known metering points of a customer group's numbers.
    func known(of group: Configuration.CustomerGroup) async throws(StoreError) -> KnownNumbers {
        KnownNumbers(
            group, counts: try await meteringPointCounts(ofGroup: group.name),
            points: try await meteringPoints(ofGroup: group.name))
    }
}
