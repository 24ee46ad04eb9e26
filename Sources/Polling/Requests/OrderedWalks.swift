import AsyncAlgorithms

/// Runs jobs a few at a time, and handles their pages strictly in the order of the jobs.
///
/// While one page is stored the next is fetched, and the next job's first page too. But the stored result, including
/// which reading counts as a duplicate, never depends on which answer came first. A job that is ahead waits with one
/// page, which bounds the memory.
enum OrderedWalks {
    /// - Parameters:
    ///   - width: the number of jobs that run at once, at least 1.
    ///   - run: does a job and hands over its pages; it should end soon after its task is cancelled.
    ///   - receive: handles a page of a job. An error that it throws ends only that job.
    ///   - finish: called after a job's last page, with its error.
    static func run<Job: Sendable, Page: Sendable>(
        _ jobs: [Job], width: Int,
        run: @escaping @Sendable (Job, _ handOver: @Sendable (Page) async throws -> Void) async throws -> Void,
        receive: (Int, Page) async throws -> Void,
        finish: (Int, (any Error)?) -> Void
    ) async {
        await withTaskGroup(of: Void.self) { tasks in
            var channels: [AsyncThrowingChannel<Page, any Error>] = []
            func startNext() {
                guard channels.count < jobs.count else { return }
                let job = jobs[channels.count]
                let channel = AsyncThrowingChannel<Page, any Error>()
                channels.append(channel)
                tasks.addTask {
                    do {
                        try await run(job) { page in
                            await channel.send(page)
                            try Task.checkCancellation()
                        }
                        channel.finish()
                    } catch {
                        channel.fail(error)
                    }
                }
            }
            for _ in 0..<max(1, width) { startNext() }
            for index in jobs.indices {
                let channel = channels[index]
                var failure: (any Error)?
                do {
                    for try await page in channel {
                        // A page that cannot be stored does not cost the pages behind it; one that cannot be read does.
                        do { try await receive(index, page) } catch { failure = failure ?? error }
                    }
                    // A cancelled sequence just ends.
                    try Task.checkCancellation()
                } catch {
                    failure = failure ?? error
                }
                finish(index, failure)
                startNext()
            }
        }
    }
}
