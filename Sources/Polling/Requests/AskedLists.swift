import EnergyAPI
import Synchronization

/// Lists requested in one poll, with their results.
final class AskedLists<Query: ListedQuery>: Sendable {
    /// A part of a job that is settled later.
    struct Deferred: Sendable {
        var job: Int
        var query: Query
        /// The refusal; nil if the request was not made because its list is suspect.
        var refusal: APIError?
    }

    private struct State {
        var answered: [Query] = []
        /// Lists that were refused before any part of them was answered, and of which no more windows are requested for
        /// now.
        var suspects: [Query] = []
        /// Lists of which both halves were refused alike.
        var refused: [(list: Query, error: APIError)] = []
        /// True if such a list was answered for other times, so that the window is the reason.
        var hasRefusedWindow = false
        var stopped: APIError?
        var deferred: [Deferred] = []
        var excused = 0
        var found: [(refused: RefusedNumber, error: APIError)] = []
    }

    private let patience: Int
    private let state = Mutex(State())

    /// - Parameter patience: the number of windows that may be refused before the list counts as refused.
    init(patience: Int) {
        self.patience = patience
    }

    // MARK: Answers

    /// Records that a list was answered.
    func recordAnswer(_ query: Query) {
        state.withLock { state in
            if !state.answered.contains(where: { $0.hasSameList(as: query) }) { state.answered.append(query) }
        }
    }

    /// Lists that were answered, each once.
    var answered: [Query] { state.withLock(\.answered) }

    /// Returns true if the whole list of a query was answered, for any time.
    func isAnswered(_ query: Query) -> Bool { answered.contains { $0.includes(query) } }

    /// Returns true if a part of a query's list was answered, for any time.
    func hasAnswer(in query: Query) -> Bool { answered.contains { query.includes($0) } }

    /// Records that a refused request has turned out to be an empty page.
    func excuse() { state.withLock { $0.excused += 1 } }
    var excused: Int { state.withLock(\.excused) }

    // MARK: Refusals

    /// Records that the key itself is refused.
    func stop(_ error: APIError) { state.withLock { $0.stopped = error } }
    var stopped: APIError? { state.withLock(\.stopped) }

    /// Defers a part of a job.
    ///
    /// - Parameter refusal: nil if the request was not made.
    func putOff(_ query: Query, _ refusal: APIError?, job: Int) {
        state.withLock { state in
            state.deferred.append(Deferred(job: job, query: query, refusal: refusal))
            guard let refusal, !refusal.isNothingFound, !state.answered.contains(where: { $0.includes(query) })
            else { return }
            let refusals = state.deferred.count { $0.refusal != nil && $0.query.hasSameList(as: query) }
            if refusals >= patience { state.suspects.append(query) }
        }
    }

    func isSuspect(_ query: Query) -> Bool {
        state.withLock(\.suspects).contains { $0.includes(query) || query.includes($0) }
    }

    /// Returns true if a part of a job was put off.
    func hasDeferred(_ job: Int) -> Bool { state.withLock { state in state.deferred.contains { $0.job == job } } }

    /// Returns the deferred parts, in order of the jobs, and forgets them.
    func takeDeferred() -> [Deferred] {
        state.withLock { state in
            defer {
                state.deferred = []
                state.suspects = []
            }
            return state.deferred.sorted { $0.job < $1.job }
        }
    }

    /// Records that a list is refused as a whole, or for one window if it was answered for others.
    func recordRefusal(of query: Query, _ error: APIError, isWindow: Bool) {
        state.withLock { state in
            if isWindow { state.hasRefusedWindow = true } else { state.refused.append((query, error)) }
        }
    }

    var hasRefusedWindow: Bool { state.withLock(\.hasRefusedWindow) }

    /// Returns the refusal of a query's whole list; nil if it is not refused.
    func refusal(of query: Query) -> APIError? {
        let refused = state.withLock(\.refused).filter { $0.list.includes(query) }
        return refused.count >= patience && !isAnswered(query) ? refused.last?.error : nil
    }

    /// Numbers whose one-number lists the API refuses.
    var refusedLists: [RefusedNumber] {
        state.withLock(\.refused).filter { $0.list.isSingle && $0.error.result == .unauthorized }
            .map(\.list).filter { !isAnswered($0) }.map(\.refusedNumber)
    }

    /// Records a number or point that is refused alone.
    func record(_ refused: RefusedNumber, _ error: APIError) { state.withLock { $0.found.append((refused, error)) } }
    var found: [(refused: RefusedNumber, error: APIError)] { state.withLock(\.found) }
}

extension ListedQuery {
    /// The name of a list that cannot be cut.
    var refusedNumber: RefusedNumber {
        RefusedNumber(
            customerNumber: customerNumbers.count == 1 ? customerNumbers[0] : "",
            meteringPoint: meteringPoints.count == 1 ? meteringPoints[0] : "")
    }
}
