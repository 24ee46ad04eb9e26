import Configuration
import EnergyAPI
import Ground
import Metering
import ReadingStore

/// Reads a stretch of history from the API into the store, window by window and group by group.
///
/// Each answered window of a group is recorded in the store, so that an interrupted fetch continues after the last of
/// them.
struct HistoryFetch: Sendable {
    private typealias Job = ListWalk<TimeSeriesQuery>.Job

    /// Results of the jobs of one round.
    private struct Round: Sendable {
        var finished: Set<Int> = []
        var failures: [Int: any Error] = [:]
        /// Finished, and not yet recorded.
        var unrecorded: [Int] = []
        var counts = ReadingCounts()
    }

    /// Facts from the answers that are needed until the fetch ends.
    private struct Heard: Sendable {
        var withdrawals = WithdrawalClaims()
        var jobs: [Job] = []
    }

    let groups: [PolledGroup]
    /// One for each group.
    let plans: [FetchPlan]
    /// The API's address.
    let url: String
    let width: Int
    let patience: FetchPatience
    let store: ReadingStore
    let start: Timestamp
    let progress: FetchProgress
    /// Called before windows are requested once more.
    let again: @Sendable (Int) -> Void

    /// - Throws: ``FetchError``, or `CancellationError`.
    func run() async throws -> FetchSummary {
        var summary = FetchSummary()
        summary.finishedDays = plans.map(\.finishedDays).max() ?? 0
        var pending = jobs
        var fruitless = 0
        var heard = Heard()
        progress.update { $0.total = pending.count }
        while true {
            let round = try await ask(pending, &heard)
            summary.counts += round.counts
            summary.windows += round.finished.count
            let failed = pending.indices.filter { !round.finished.contains($0) }
            let passing = failed.filter { round.failures[$0]?.isPassing ?? false }
            fruitless = round.finished.isEmpty ? fruitless + 1 : 0
            let isOver = passing.isEmpty || fruitless >= patience.fruitlessRounds
            let given = isOver ? failed : failed.filter { !passing.contains($0) }
            summary.failures += given.compactMap { index in failure(pending[index], round.failures[index]) }
            if isOver { break }
            pending = passing.map { pending[$0] }
            again(pending.count)
            progress.update { $0.done -= pending.count }
        }
        let known = HeardGroups(store: store, endpoint: .timeSeries, now: start)
        for withdrawals in try await heard.withdrawals.settled(groups, answered: heard.jobs, known) {
            summary.counts.stored.withdrawn += try await store.readings.withdraw(withdrawals)
        }
        summary.requests = groups.reduce(0) { $0 + $1.tally.take().requests }
        summary.failures.sort { $0.window.lowerBound < $1.window.lowerBound }
        summary.refused = groups.flatMap { group in group.refusals.all.map { (group.settings.name, $0) } }
        return summary
    }

    /// The jobs of all groups, the newest windows first.
    private var jobs: [Job] {
        groups.indices.flatMap { index in
            plans[index].requests.map { request in
                var query = TimeSeriesQuery(groups[index].settings, window: request.window)
                if !request.customerNumbers.isEmpty { query.customerNumbers = request.customerNumbers }
                return Job(group: index, query: query)
            }
        }
        .sorted { ($0.query.window.upperBound, $1.group) > ($1.query.window.upperBound, $0.group) }
    }

    private func failure(_ job: Job, _ error: (any Error)?) -> FetchSummary.Failure? {
        error.map {
            FetchSummary.Failure(group: groups[job.group].settings.name, window: job.query.window, error: "\($0)")
        }
    }

    private func ask(_ jobs: [Job], _ heard: inout Heard) async throws -> Round {
        let stop = FetchStop()
        let before = heard
        heard = Heard()
        let walks = Task { await walk(jobs, stop, before) }
        stop.onStop { walks.cancel() }
        var round: Round
        (round, heard) = await withTaskCancellationHandler {
            await walks.value
        } onCancel: {
            walks.cancel()
        }
        // Finished windows are recorded even if the fetch is interrupted, in a new task because a cancelled one cannot
        // write.
        let unrecorded = round.unrecorded.map { jobs[$0] }
        round.unrecorded = []
        let recorded = await Task { try await recordFetched(unrecorded) }.result
        if let reason = stop.reason { throw reason }
        try Task.checkCancellation()
        try recorded.get()
        return round
    }

    private func walk(_ jobs: [Job], _ stop: FetchStop, _ before: Heard) async -> (Round, Heard) {
        let askers = groups.map { group in
            ListAsker<TimeSeriesQuery>(
                group, retries: RetryBudget(patience.retriesInRound), patience: patience.refusedWindows,
                now: start,
                wasAnswered: { [store, url] in try await group.wasAnswered($0, url: url, store) })
        }
        var round = Round()
        var heard = before
        await ListWalk(askers: askers, width: width).run(
            jobs,
            receive: { index, page in
                do {
                    try await recordFetched(round.unrecorded.map { jobs[$0] })
                    round.unrecorded = []
                    heard.withdrawals.add(page, group: jobs[index].group)
                    try await take(page, of: jobs[index], &round)
                } catch let error as StoreError where error != .cancelled {
                    stop.stop(.store(error))
                    throw error
                }
            },
            finish: { index, failure in
                let job = jobs[index]
                if let error = failure as? APIError, error.isKeyRefusal {
                    stop.stop(.keyRefused(group: groups[job.group].settings.name, reason: "\(error)"))
                }
                if let failure {
                    round.failures[index] = failure
                } else {
                    round.finished.insert(index)
                    heard.jobs.append(job)
                    round.unrecorded.append(index)
                }
                progress.update { $0.done += 1 }
            })
        do {
            for (group, asker) in zip(groups, askers) {
                try await group.recordAnswered(asker.lists.answered, url: url, store)
            }
        } catch {
            if error != .cancelled { stop.stop(.store(error)) }
        }
        return (round, heard)
    }

    private func take(_ page: ReadingBatch, of job: Job, _ round: inout Round) async throws(StoreError) {
        var counts = ReadingCounts(rejected: page.rejected, missing: page.missing)
        let order = OriginOrder(groups.map { ($0.settings.name, $0.settings.numbers) })
        counts += try await store.readings.record(
            page, group: groups[job.group].settings.name, order: order, now: start)
        round.counts += counts
        let received = counts.received
        progress.update { $0.readings += received }
    }

    private func recordFetched(_ jobs: [Job]) async throws(StoreError) {
        // The start of the fetch is the earliest time at which any of its days can have been requested.
        for job in jobs {
            let group = groups[job.group]
            let admitted = group.admittedNumbers
            for number in job.query.customerNumbers where admitted.contains(number) {
                try await store.marks.recordFetched(
                    job.query.window.utcDays, group.settings.question("fetch", url: url, number: number), at: start)
            }
        }
    }
}

extension Error {
    /// True if the same request may succeed later.
    fileprivate var isPassing: Bool { (self as? APIError)?.isPassing ?? false }
}
