import Configuration
import EnergyAPI
import Exposition
import Ground
import Metering
import ReadingStore

/// One poll of the time series of all customer groups: plans, asks, stores.
struct TimeSeriesPoll: EndpointPoll {
    /// What one walk through pages asks for.
    private struct Job: Sendable {
        var group: Int
        var query: TimeSeriesQuery
        var retries: RetryBudget
    }

    let endpoint = PolledEndpoint.timeSeries
    let groups: [PolledGroup]
    let settings: Configuration.TimeSeries
    let api: Configuration.API
    let store: ReadingStore
    let metrics: PollMetrics
    let now: @Sendable () -> Timestamp
    /// Called now and then while a long poll is under way, so that what it has stored can be seen.
    let progress: @Sendable () async -> Void

    func ask(at start: Timestamp, _ outcome: inout PollOutcome) async {
        var plans: [PollPlan?] = []
        for index in groups.indices {
            do {
                plans.append(try await plan(groups[index].settings, at: start))
            } catch {
                outcome.groups[index].note(error)
                plans.append(nil)
            }
        }
        let groups = groups
        var claims = PollClaims()
        await walk(
            jobs(plans), width: api.maxConcurrentRequests, &outcome, group: \.group,
            ask: { job, handOver in
                try await groups[job.group].client.timeSeries(job.query, retries: job.retries, receive: handOver)
            },
            store: { group, page, outcome in
                try await store(page, of: group, at: start, &claims, &outcome)
            })
        for (index, plan) in plans.enumerated() where outcome.groups[index].hasAnswers {
            do { try await noteDone(plan, groups[index].settings.name, at: start) } catch {
                outcome.groups[index].note(error)
            }
        }
    }

    private func plan(_ group: Configuration.CustomerGroup, at time: Timestamp) async throws -> PollPlan {
        let name = group.name
        var known = PollPlan.Known(
            newest: try await store.readings.newestEnd(ofGroup: name),
            refetched: try await store.marks.time(of: .refetched, endpoint: endpoint.rawValue, group: name),
            gapsChecked: try await store.marks.time(of: .gapsChecked, endpoint: endpoint.rawValue, group: name))
        if let checked = known.gapsChecked {
            known.hasNewMeters = try await store.readings.hasNewMeters(ofGroup: name, since: checked, now: time)
        }
        let plan = PollPlan(now: time, settings: settings, maxWindow: api.maxWindow, known: known)
        // To look for gaps reads the whole lookback, so it is done only where the plan may use it.
        let lookback = (time - settings.lookback).startOfUTCDay
        guard known.newest != nil, plan.isGapCheck, let covered = plan.requests.last?.window.lowerBound,
            lookback < covered
        else { return plan }
        // What the group no longer asks for may have left readings behind; a subsidiary's number is not in the list.
        known.meteringPoints =
            group.meteringPoints.isEmpty ? try await store.readings.meteringPoints(ofGroup: name) : group.meteringPoints
        known.gaps = try await store.readings.gaps(
            ofGroup: name, customers: group.subsidiary ? nil : group.numbers, meteringPoints: group.meteringPoints,
            from: lookback, to: covered)
        return PollPlan(now: time, settings: settings, maxWindow: api.maxWindow, known: known)
    }

    /// All groups' newest windows first, so that a group that is slow or new keeps no other waiting for its newest readings.
    /// Of one window the groups keep the order of the configuration, which decides between two that say the same.
    private func jobs(_ plans: [PollPlan?]) -> [Job] {
        let jobs = zip(groups.indices, plans).flatMap { index, plan -> [Job] in
            let settings = groups[index].settings
            let retries = RetryBudget(api.maxRetries)
            return (plan?.requests ?? []).map { request in
                Job(
                    group: index,
                    query: TimeSeriesQuery(
                        settings, window: request.window,
                        meteringPoints: request.meteringPoints.isEmpty ? nil : request.meteringPoints),
                    retries: retries)
            }
        }
        return jobs.sorted {
            ($0.query.window.upperBound, $1.group) > ($1.query.window.upperBound, $0.group)
        }
    }

    private func store(
        _ page: ReadingBatch, of group: Int, at start: Timestamp, _ claims: inout PollClaims,
        _ outcome: inout PollOutcome
    ) async throws {
        var page = page
        claims.settle(&page, group: group, customers: groups[group].settings.numbers)
        try await record(page, of: group, at: start, &outcome)
        await progress()
    }

    private func noteDone(_ plan: PollPlan?, _ group: String, at time: Timestamp) async throws {
        guard let plan else { return }
        if plan.isRefetch {
            try await store.marks.record(.refetched, endpoint: endpoint.rawValue, group: group, at: time)
        }
        if plan.isGapCheck {
            try await store.marks.record(.gapsChecked, endpoint: endpoint.rawValue, group: group, at: time)
        }
    }
}
