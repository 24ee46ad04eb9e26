import EnergyAPI
import Ground
import Logging
import ReadingStore

/// Keeps rate limits in the store, so that neither a restart nor another command ends them.
struct StoredHold: Sendable {
    let store: ReadingStore
    let now: @Sendable () -> Timestamp
    let log: Logger

    /// Returns the memory of requests to one API with one key.
    func memory(_ key: Secret, url: String, _ endpoint: PolledEndpoint) -> HoldMemory {
        let asker = Self.asker(key, url: url)
        return HoldMemory(
            recall: { [self] in
                do throws(StoreError) {
                    let end = try await store.marks.time(of: .heldUntil, endpoint: endpoint.rawValue, group: asker)
                    return end.flatMap { end in end > now() ? end - now() : nil }
                } catch {
                    report(error, "rate limit of an earlier run not read")
                    return nil
                }
            },
            keep: { [self] time in
                let end = now() + time
                // A cancelled poll was told of the limit as well.
                let kept = Task { [store] () -> StoreError? in
                    do throws(StoreError) {
                        try await store.marks.record(
                            .heldUntil, endpoint: endpoint.rawValue, group: asker, at: end)
                        return nil
                    } catch {
                        return error
                    }
                }
                if let error = await kept.value { report(error, "rate limit not stored") }
            })
    }

    private func report(_ error: StoreError, _ message: Logger.Message) {
        guard error != .cancelled else { return }
        log.warning(message, metadata: ["error": "\(error)"])
    }

    /// Returns a text that distinguishes keys and addresses. It contains 16 bits of a hash, and no key.
    private static func asker(_ key: Secret, url: String) -> String {
        "key-" + QuestionText.hash([url, key.reveal()]).suffix(4)
    }
}
