import Configuration
import EnergyAPI
import Ground
import Metering
import ReadingStore

/// What is polled. The raw value is the label `endpoint`.
package enum PolledEndpoint: String, Sendable, CaseIterable {
    case timeSeries = "timeseries"
    case invoiced
}

/// One customer group of the configuration, ready to be asked for at one endpoint.
struct PolledGroup: Sendable {
    var settings: Configuration.CustomerGroup
    var client: EnergyAPIClient
    /// Where the client notes its requests.
    var tally: RequestTally
}

/// One poll of an endpoint for all customer groups: asks, and stores what comes.
protocol EndpointPoll: Sendable {
    var endpoint: PolledEndpoint { get }
    var groups: [PolledGroup] { get }
    var store: ReadingStore { get }
    var metrics: PollMetrics { get }
    var now: @Sendable () -> Timestamp { get }

    /// Asks for all groups, and notes in the outcome what became of each.
    func ask(at start: Timestamp, _ outcome: inout PollOutcome) async
}

extension EndpointPoll {
    func run() async -> PollOutcome {
        let start = now()
        let clock = ContinuousClock.now
        var outcome = PollOutcome(
            endpoint: endpoint, start: start, groups: groups.map { GroupOutcome(group: $0.settings.name) })
        await ask(at: start, &outcome)
        outcome.duration = ContinuousClock.now - clock
        return outcome
    }

    /// Stores a page of a group's, and counts what became of its readings.
    func record(
        _ page: some ReceivedPage, of group: Int, at start: Timestamp, _ outcome: inout PollOutcome
    ) async throws(StoreError) {
        var counts = ReadingCounts()
        defer {
            outcome.groups[group].counts += counts
            metrics.count(counts, endpoint)
        }
        do {
            try await counts.record(page, in: store, group: groups[group].settings.name, now: start)
        } catch {
            metrics.count(error)
            throw error
        }
    }

    /// Walks through the answers of jobs, a few at a time, and takes their pages in the order of the jobs.
    ///
    /// - Parameters:
    ///   - group: the group of a job, by its place.
    ///   - ask: does a job and hands over its pages.
    ///   - store: takes a page of a job's group.
    func walk<Job: Sendable, Page: Sendable>(
        _ jobs: [Job], width: Int, _ outcome: inout PollOutcome, group: @escaping @Sendable (Job) -> Int,
        ask: @escaping @Sendable (Job, _ handOver: @Sendable (Page) async throws -> Void) async throws -> Void,
        store: (Int, Page, inout PollOutcome) async throws -> Void
    ) async {
        let refused = RefusedGroups()
        var result = outcome
        await OrderedWalks.run(
            jobs, width: width,
            run: { job, handOver in
                // A key that was refused is refused for every other window too.
                guard !refused.contains(group(job)) else { return }
                do {
                    try await ask(job, handOver)
                } catch let error as APIError where error.result == .unauthorized {
                    refused.insert(group(job))
                    throw error
                }
            },
            receive: { index, page in try await store(group(jobs[index]), page, &result) },
            finish: { index, failure in
                if let failure { result.groups[group(jobs[index])].note(failure) }
            })
        for index in groups.indices {
            let seen = groups[index].tally.take()
            result.groups[index].requests = seen.requests
            result.groups[index].results.formUnion(seen.results)
        }
        outcome = result
    }
}
