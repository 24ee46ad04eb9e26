import EnergyAPI

/// Runs the jobs of a poll, a few at a time, and hands over their pages in the order of the jobs. Refusals are settled
/// at the end, one after the other.
struct ListWalk<Query: ListedQuery>: Sendable {
    /// One request of a customer group.
    struct Job: Sendable {
        /// Its index.
        var group: Int
        var query: Query
        /// Set if this request asks whether a number or point is still refused.
        var probed: RefusedNumber?
    }

    /// One for each group.
    let askers: [ListAsker<Query>]
    /// The number of jobs that run at once.
    let width: Int

    /// - Parameters:
    ///   - receive: handles a page of a job. An error that it throws fails only that job.
    ///   - finish: called once for each job, with its error.
    func run(
        _ jobs: [Job], receive: (Int, Query.Page) async throws -> Void, finish: (Int, (any Error)?) -> Void
    ) async {
        let askers = askers
        var failures: [Int: any Error] = [:]
        await OrderedWalks.run(
            Array(jobs.enumerated()), width: width,
            run: { place, handOver in
                try Task.checkCancellation()
                let job = place.element
                if let refused = job.probed {
                    try await askers[job.group].probe(refused, job.query, handOver: handOver)
                } else {
                    try await askers[job.group].ask(job.query, job: place.offset, handOver: handOver)
                }
            },
            receive: { index, page in try await receive(index, page) },
            finish: { index, failure in
                if askers[jobs[index].group].lists.hasDeferred(index) {
                    failures[index] = failure
                } else {
                    finish(index, failure)
                }
            })
        let deferred = askers.flatMap { $0.lists.takeDeferred() }.sorted { $0.job < $1.job }
        await OrderedWalks.run(
            deferred, width: 1,
            run: { part, handOver in
                try Task.checkCancellation()
                try await askers[jobs[part.job].group].settle(part, handOver: handOver)
            },
            receive: { index, page in try await receive(deferred[index].job, page) },
            finish: { index, failure in
                let job = deferred[index].job
                failures[job] = failures[job] ?? failure
                if index + 1 == deferred.count || deferred[index + 1].job != job { finish(job, failures[job]) }
            })
    }
}
