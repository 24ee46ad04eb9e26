import CMemory
import EnergyAPI
import Exposition
import Ground
import Logging
import Metering
import ReadingStore

/// Polls one endpoint repeatedly, until its task is cancelled.
package struct PollLoop: Sendable {
    let poll: any EndpointPoll
    let interval: Duration
    /// Readings older than this are deleted after each poll; zero keeps all.
    let retention: Duration
    let store: ReadingStore
    let metrics: PollMetrics
    /// Sends an event to the snapshot, and returns once the result can be scraped.
    let publish: @Sendable (PollEvent) async -> Void
    let random: @Sendable () -> Double
    let findings: FindingLog
    let log: Logger

    /// Polls once, without any event.
    package func pollOnce() async -> PollOutcome { await poll.run() }

    /// Polls at each interval until the task is cancelled.
    package func run() async {
        var pauses = PollPauses(interval: interval, random: random)
        // The start, a poll and a snapshot each use memory of their own, and none should come on top of the one before.
        cmemory_give_back()
        while !Task.isCancelled {
            await publish(.began(poll.endpoint, at: poll.now()))
            let outcome = await poll.run()
            cmemory_give_back()
            // A cancelled poll says nothing about the API.
            if outcome.groups.contains(where: \.isCancelled) { return }
            await deleteOld(before: outcome.start)
            if outcome.isSuccess { await mark(outcome) }
            let pause = pauses.next(after: outcome)
            await publish(.ended(outcome, next: poll.now() + pause))
            // Scripts that read the line then scrape.
            report(outcome)
            store.forgetPages()
            cmemory_give_back()
            do { try await Task.sleep(for: pause) } catch { return }
        }
    }

    /// Logs one line a poll, and one with the reason for each group that failed.
    private func report(_ outcome: PollOutcome) {
        // Numbers refused alone were logged when they were found.
        for group in outcome.groups where !group.errors.isEmpty {
            log.warning(
                "customer group failed",
                metadata: [
                    "endpoint": "\(outcome.endpoint.rawValue)", "group": "\(group.group)",
                    "error": "\(group.errors.joined(separator: "; "))",
                ])
        }
        findings.report(outcome, log)
        metrics.clock.report(log)
        let counts = outcome.counts
        var metadata: Logger.Metadata = [
            "endpoint": "\(outcome.endpoint.rawValue)",
            "duration": "\(outcome.duration.inSeconds.rounded(toPlaces: 3))s",
            "requests": .stringConvertible(outcome.groups.reduce(0) { $0 + $1.requests }),
            "new": .stringConvertible(counts.stored.new), "corrected": .stringConvertible(counts.stored.corrected),
            "withdrawn": .stringConvertible(counts.stored.withdrawn),
            "unchanged": .stringConvertible(counts.stored.unchanged),
            "missing": .stringConvertible(counts.missing),
            "rejected": .stringConvertible(counts.rejectedTotal),
        ]
        if counts.rejectedTotal > 0 {
            let reasons = counts.rejected.sorted { $0.key.rawValue < $1.key.rawValue }
            metadata["rejected_for"] = "\(reasons.map { "\($0.key.rawValue):\($0.value)" }.joined(separator: ","))"
        }
        if outcome.isSuccess {
            // Nothing received is no failure, but an operator who waits for readings wants to see it.
            log.info(counts.received == 0 ? "poll done, no readings received" : "poll done", metadata: metadata)
        } else {
            let failed = outcome.groups.filter { !$0.isSuccess }.count
            metadata["failed_groups"] = "\(failed) of \(outcome.groups.count)"
            metadata["results"] = "\(outcome.results.map(\.rawValue).sorted().joined(separator: ","))"
            let refused = outcome.groups.reduce(0) { $0 + $1.refused.count }
            if refused > 0 { metadata["refused"] = .stringConvertible(refused) }
            log.warning("poll failed", metadata: metadata)
        }
    }

    /// Records when the poll succeeded, even if its task has just been cancelled.
    private func mark(_ outcome: PollOutcome) async {
        let mark = Task { [store] () -> StoreError? in
            do throws(StoreError) {
                try await store.marks.record(.succeeded, endpoint: outcome.endpoint.rawValue, at: outcome.end)
                return nil
            } catch {
                return error
            }
        }
        if let error = await mark.value, metrics.count(error) {
            log.error("time of success not stored", metadata: ["error": "\(error)"])
        }
    }

    private func deleteOld(before now: Timestamp) async {
        guard retention > .zero else { return }
        do {
            let cutoff = (now - retention).startOfUTCDay
            let deleted = try await store.readings.delete(before: cutoff)
            guard deleted > 0 else { return }
            await publish(.deleted(before: cutoff))
            log.info("old readings deleted", metadata: ["readings": .stringConvertible(deleted)])
        } catch {
            guard metrics.count(error) else { return }
            log.error("old readings not deleted", metadata: ["error": "\(error)"])
        }
    }
}
