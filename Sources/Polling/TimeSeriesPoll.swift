import Configuration
import EnergyAPI
import Ground
import Logging
import Metering
import ReadingStore

/// One poll of the time series of all customer groups: it plans, requests and stores.
struct TimeSeriesPoll: EndpointPoll {
    private typealias Job = ListWalk<TimeSeriesQuery>.Job

    let endpoint = PolledEndpoint.timeSeries
    let groups: [PolledGroup]
    let settings: Configuration.TimeSeries
    let api: Configuration.API
    let store: ReadingStore
    let metrics: PollMetrics
    let now: @Sendable () -> Timestamp
    let log: Logger
    /// Called from time to time during a long poll, so that stored readings become visible.
    let progress: @Sendable () async -> Void

    func ask(at start: Timestamp, _ outcome: inout PollOutcome) async {
        var plans: [PollPlan?] = []
        for index in groups.indices {
            do {
                plans.append(try await plan(groups[index], at: start))
            } catch {
                outcome.groups[index].record(error)
                plans.append(nil)
            }
        }
        let jobs = jobs(plans, at: start)
        var withdrawals = WithdrawalClaims()
        let answered = await walk(jobs, askers(TimeSeriesQuery.self, at: start), &outcome) { index, page, outcome in
            withdrawals.add(page, group: jobs[index].group)
            try await store(page, of: jobs[index].group, at: start, &outcome)
        }
        let done = answered.sorted().map { jobs[$0] }
        await withdraw(withdrawals, answered: done, at: start, &outcome)
        for (index, plan) in plans.enumerated() {
            do {
                try await recordAnswered(done.filter { $0.group == index }, groups[index], at: start)
                if outcome.groups[index].hasAnswers {
                    try await recordDone(plan, groups[index].settings.name, at: start)
                }
            } catch {
                outcome.groups[index].record(error)
            }
        }
    }

    // MARK: Planning

    private func plan(_ group: PolledGroup, at time: Timestamp) async throws -> PollPlan {
        let settings = group.settings
        let name = settings.name
        var known = PollPlan.Known(
            newest: try await store.readings.newestEnd(ofGroup: name),
            refetched: try await store.marks.time(of: .refetched, endpoint: endpoint.rawValue, group: name),
            gapsChecked: try await store.marks.time(of: .gapsChecked, endpoint: endpoint.rawValue, group: name))
        for number in group.admittedNumbers {
            known.answered.append((number, try await store.marks.answeredDays(question(settings, number))))
        }
        if let checked = known.gapsChecked {
            known.hasNewMeters = try await store.readings.hasNewMeters(ofGroup: name, since: checked, now: time)
        }
        let plan = PollPlan(now: time, settings: self.settings, maxWindow: api.maxWindow, known: known)
        // Finding gaps reads the whole lookback, so it is done only if the plan may use the result.
        guard let gapTime = plan.gapTime else { return plan }
        // Readings may be left of meters that the group no longer requests; a subsidiary's number is not in the list.
        known.meteringPoints =
            settings.meteringPoints.isEmpty
            ? try await store.readings.meteringPoints(ofGroup: name) : settings.meteringPoints
        known.gaps = try await store.readings.gaps(
            ofGroup: name, customers: settings.subsidiary ? nil : settings.numbers,
            meteringPoints: settings.meteringPoints, from: gapTime.lowerBound, to: gapTime.upperBound)
        return PollPlan(now: time, settings: self.settings, maxWindow: api.maxWindow, known: known)
    }

    /// Returns the jobs, all groups' newest windows first, so that a slow or new group does not delay the newest
    /// readings of the others.
    private func jobs(_ plans: [PollPlan?], at start: Timestamp) -> [Job] {
        let jobs = zip(groups.indices, plans).flatMap { index, plan -> [Job] in
            guard let plan else { return [] }
            let group = groups[index]
            let requests = plan.requests.map { request in
                var query = TimeSeriesQuery(group.settings, window: request.window)
                if !request.customerNumbers.isEmpty { query.customerNumbers = request.customerNumbers }
                if !request.meteringPoints.isEmpty { query.meteringPoints = request.meteringPoints }
                return Job(group: index, query: query)
            }
            guard let newest = plan.requests.first?.window else { return requests }
            return requests
                + group.refusals.due(at: start).map { refused in
                    let query = group.refusals.probe(refused, TimeSeriesQuery(group.settings, window: newest))
                    return Job(group: index, query: query, probed: refused)
                }
        }
        return jobs.sorted {
            ($0.query.window.upperBound, $1.group) > ($1.query.window.upperBound, $0.group)
        }
    }

    // MARK: Storing

    private func store(
        _ page: ReadingBatch, of group: Int, at start: Timestamp, _ outcome: inout PollOutcome
    ) async throws {
        outcome.groups[group].findings += page.findings
        let name = groups[group].settings.name
        try await record(of: group, ReadingCounts(rejected: page.rejected, missing: page.missing), &outcome) {
            () throws(StoreError) in
            try await store.readings.record(page, group: name, order: order, now: start)
        }
        await progress()
    }

    /// Withdraws readings that the poll found without a value, for times in which every group that knows the meter was
    /// heard.
    private func withdraw(
        _ claims: WithdrawalClaims, answered jobs: [Job], at start: Timestamp, _ outcome: inout PollOutcome
    ) async {
        guard !outcome.groups.contains(where: \.isCancelled) else { return }
        do {
            let heard = HeardGroups(store: store, endpoint: endpoint, now: start)
            for group in outcome.groups { try await heard.record(group) }
            for (index, withdrawals) in try await claims.settled(groups, answered: jobs, heard).enumerated()
            where !withdrawals.isEmpty {
                try await record(of: index, ReadingCounts(), &outcome) { () throws(StoreError) in
                    let count = try await store.readings.withdraw(withdrawals)
                    return RecordedPage(counts: StoredCounts(withdrawn: count))
                }
            }
        } catch {
            for index in groups.indices { outcome.groups[index].record(error) }
        }
    }

    // MARK: Remembering

    private func question(_ group: Configuration.CustomerGroup, _ number: String) -> String {
        group.question("poll", url: api.url.text, number: number)
    }

    /// Records the days that were over when they were requested, for each number whose request covered everything that
    /// the group requests.
    private func recordAnswered(_ jobs: [Job], _ group: PolledGroup, at time: Timestamp) async throws {
        var windows: [String: [Range<Timestamp>]] = [:]
        let admitted = Set(group.admittedNumbers)
        for job in jobs where job.probed == nil && job.query.meteringPoints == group.settings.meteringPoints {
            let window = job.query.window
            let end = min(window.upperBound, time.startOfUTCDay)
            guard window.lowerBound < end else { continue }
            for number in job.query.customerNumbers where admitted.contains(number) {
                windows[number, default: []].append(window.lowerBound..<end)
            }
        }
        for (number, windows) in windows.sorted(by: { $0.key < $1.key }) {
            for window in windows.merged() {
                try await store.marks.recordAnswered(window.utcDays, question(group.settings, number), at: time)
            }
        }
    }

    private func recordDone(_ plan: PollPlan?, _ group: String, at time: Timestamp) async throws {
        guard let plan else { return }
        if plan.isRefetch {
            try await store.marks.record(.refetched, endpoint: endpoint.rawValue, group: group, at: time)
        }
        if plan.isGapCheck {
            try await store.marks.record(.gapsChecked, endpoint: endpoint.rawValue, group: group, at: time)
        }
    }
}
