import Foundation
import Synchronization

/// Compares passwords one at a time, on a thread of its own.
///
/// Bcrypt is slow on purpose. One comparison at a time leaves the other processors to scrapes, however many wrong
/// passwords arrive; those of clients that have gone are skipped.
final class ComparisonQueue: Sendable {
    /// The most waiting comparisons; more are refused at once.
    static let limit = 128

    private typealias Waiter = CheckedContinuation<Bool?, Never>

    private struct State {
        var order: [Comparison] = []
        /// Callers waiting for a result, by number. Equal comparisons run once.
        var waiters: [Comparison: [UInt64: Waiter]] = [:]
        var nextNumber: UInt64 = 0
        var isRunning = false
    }

    private let compare: @Sendable (Comparison) -> Bool
    private let onResult: @Sendable (Comparison, Bool) -> Void
    private let state = Mutex(State())

    /// Creates an idle queue.
    ///
    /// - Parameters:
    ///   - compare: blocks.
    ///   - onResult: called before the waiting callers are resumed.
    init(
        compare: @escaping @Sendable (Comparison) -> Bool = { Bcrypt.isPassword($0.credentials.password, of: $0.hash) },
        onResult: @escaping @Sendable (Comparison, Bool) -> Void
    ) {
        self.compare = compare
        self.onResult = onResult
    }

    /// Waits for the result; nil if too many wait, or the task is cancelled meanwhile.
    func result(of comparison: Comparison) async -> Bool? {
        let number = state.withLock { state in
            state.nextNumber += 1
            return state.nextNumber
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { waiter in enter(comparison, number, waiter) }
        } onCancel: {
            leave(comparison, number)
        }
    }

    private func enter(_ comparison: Comparison, _ number: UInt64, _ waiter: Waiter) {
        let (isRefused, starts) = state.withLock { state -> (Bool, Bool) in
            let isNew = state.waiters[comparison] == nil
            // A cancellation that came before had nobody to resume.
            if Task.isCancelled || (isNew && state.order.count >= Self.limit) { return (true, false) }
            state.waiters[comparison, default: [:]][number] = waiter
            if isNew { state.order.append(comparison) }
            defer { state.isRunning = true }
            return (false, !state.isRunning)
        }
        if isRefused { waiter.resume(returning: nil) }
        if starts { start() }
    }

    private func leave(_ comparison: Comparison, _ number: UInt64) {
        let waiter = state.withLock { state in
            let waiter = state.waiters[comparison]?.removeValue(forKey: number)
            if state.waiters[comparison]?.isEmpty == true, let index = state.order.firstIndex(of: comparison) {
                state.order.remove(at: index)
                state.waiters[comparison] = nil
            }
            return waiter
        }
        waiter?.resume(returning: nil)
    }

    private func start() {
        let thread = Thread { [self] in
            while let comparison = next() {
                let isRight = compare(comparison)
                onResult(comparison, isRight)
                let waiters = state.withLock { $0.waiters.removeValue(forKey: comparison) }
                for waiter in (waiters ?? [:]).values { waiter.resume(returning: isRight) }
            }
        }
        thread.name = "passwords"
        thread.start()
    }

    private func next() -> Comparison? {
        state.withLock { state in
            guard !state.order.isEmpty else {
                state.isRunning = false
                return nil
            }
            return state.order.removeFirst()
        }
    }
}
