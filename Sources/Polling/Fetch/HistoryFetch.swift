import Configuration
import EnergyAPI
import Ground
import Metering
import ReadingStore

/// Reads a stretch of history from the API into the store, window by window and group by group.
///
/// A window counts as finished when all groups have got it, and is then noted in the store: an interrupted fetch goes on
/// behind the last of them. Where one group fails, the others are asked for that window again too, as which of two groups
/// that hold one series wins is settled within a window.
struct HistoryFetch: Sendable {
    /// What one walk through pages asks for.
    private struct Job: Sendable {
        var window: Int
        var group: Int
        var query: TimeSeriesQuery
    }

    /// What became of the windows of one round.
    private struct Round: Sendable {
        var finished: Set<Int> = []
        /// Each window's failures by group.
        var failures: [Int: [(group: Int, error: any Error)]] = [:]
        /// Finished, and not yet noted.
        var unnoted: [Int] = []
        var counts = ReadingCounts()
        /// The window that pages come from; two windows never speak of the same time.
        var claims = (window: -1, PollClaims())
    }

    let groups: [PolledGroup]
    let plan: FetchPlan
    /// See ``Configuration/fetchQuestion``.
    let question: String
    let width: Int
    let patience: FetchPatience
    let store: ReadingStore
    let start: Timestamp
    let progress: FetchProgress
    /// Called where windows are asked for once more.
    let again: @Sendable (Int) -> Void

    /// - Throws: ``FetchError``, or `CancellationError`.
    func run() async throws -> FetchSummary {
        var summary = FetchSummary()
        summary.finishedDays = plan.finishedDays
        var pending = Array(plan.windows.indices)
        var fruitless = 0
        progress.update { $0.total = plan.windows.count * groups.count }
        while true {
            let round = try await ask(pending)
            summary.counts += round.counts
            summary.windows += round.finished.count
            let failed = pending.filter { !round.finished.contains($0) }
            let passing = failed.filter { round.failures[$0]?.contains { $0.error.isPassing } ?? false }
            fruitless = round.finished.isEmpty ? fruitless + 1 : 0
            let isOver = passing.isEmpty || fruitless >= patience.fruitlessRounds
            summary.failures += failures(isOver ? failed : failed.filter { !passing.contains($0) }, round)
            if isOver { break }
            pending = passing
            again(pending.count)
            progress.update { $0.done -= pending.count * groups.count }
        }
        summary.requests = groups.reduce(0) { $0 + $1.tally.take().requests }
        summary.failures.sort { $0.window.lowerBound < $1.window.lowerBound }
        return summary
    }

    private func failures(_ windows: [Int], _ round: Round) -> [FetchSummary.Failure] {
        windows.flatMap { window in
            (round.failures[window] ?? []).map {
                FetchSummary.Failure(
                    group: groups[$0.group].settings.name, window: plan.windows[window], error: "\($0.error)")
            }
        }
    }

    private func ask(_ windows: [Int]) async throws -> Round {
        let stop = FetchStop()
        let walks = Task { await walk(windows, stop) }
        stop.onStop { walks.cancel() }
        var round = await withTaskCancellationHandler {
            await walks.value
        } onCancel: {
            walks.cancel()
        }
        // What is finished is noted also where the fetch is interrupted: a cancelled task cannot write.
        let unnoted = round.unnoted
        round.unnoted = []
        let noted = await Task { try await note(unnoted) }.result
        if let reason = stop.reason { throw reason }
        try Task.checkCancellation()
        try noted.get()
        return round
    }

    private func walk(_ windows: [Int], _ stop: FetchStop) async -> Round {
        let groups = groups
        let jobs = windows.flatMap { window in
            groups.indices.map {
                Job(
                    window: window, group: $0,
                    query: TimeSeriesQuery(groups[$0].settings, window: plan.windows[window]))
            }
        }
        let budgets = groups.map { _ in RetryBudget(patience.retriesInRound) }
        var round = Round()
        await OrderedWalks.run(
            jobs, width: width,
            run: { job, handOver in
                if let reason = stop.reason { throw reason }
                do {
                    try await groups[job.group].client.timeSeries(
                        job.query, retries: budgets[job.group], receive: handOver)
                } catch let error as APIError where error.result == .unauthorized {
                    stop.stop(.keyRefused(group: groups[job.group].settings.name, reason: "\(error)"))
                    throw error
                }
            },
            receive: { index, page in
                do {
                    try await note(round.unnoted)
                    round.unnoted = []
                    try await take(page, of: jobs[index], &round)
                } catch let error as StoreError where error != .cancelled {
                    stop.stop(.store(error))
                    throw error
                }
            },
            finish: { index, failure in
                let job = jobs[index]
                if let failure {
                    round.failures[job.window, default: []].append((job.group, failure))
                } else if job.group == groups.count - 1, round.failures[job.window] == nil {
                    round.finished.insert(job.window)
                    round.unnoted.append(job.window)
                }
                progress.update { $0.done += 1 }
            })
        return round
    }

    private func take(_ page: ReadingBatch, of job: Job, _ round: inout Round) async throws {
        if round.claims.window != job.window { round.claims = (job.window, PollClaims()) }
        var page = page
        let settings = groups[job.group].settings
        round.claims.1.settle(&page, group: job.group, customers: settings.numbers)
        var counts = ReadingCounts()
        try await counts.record(page, in: store, group: settings.name, now: start)
        round.counts += counts
        let received = counts.received
        progress.update { $0.readings += received }
    }

    private func note(_ windows: [Int]) async throws(StoreError) {
        // A fetch that takes days has asked later than this; that the oldest of it counts is safe.
        for window in windows {
            try await store.marks.recordFetched(plan.windows[window].utcDays, question, at: start)
        }
    }
}

extension Error {
    /// Whether the same question may be answered later.
    fileprivate var isPassing: Bool { (self as? APIError)?.isPassing ?? false }
}
