import EnergyAPI
import Synchronization

/// Lists requested in one poll, with their results.
final class AskedLists<Query: ListedQuery>: Sendable {
    /// A part of a job that is settled later.
    struct Deferred: Sendable {
        var job: Int
        var query: Query
        /// Why; nil where it was not asked for, as its list is suspect.
        var refusal: APIError?
    }

    private struct State {
        var answered: [Query] = []
        /// Lists that were refused while nothing of them had been answered, of which no more windows are asked for at once.
        var suspects: [Query] = []
        /// Lists of which both halves were refused alike.
        var refused: [(list: Query, error: APIError)] = []
        /// The same of lists that were answered for other times: there is something about the window.
        var hasRefusedWindow = false
        var stopped: APIError?
        var deferred: [Deferred] = []
        var excused = 0
        var found: [(refused: RefusedNumber, error: APIError)] = []
    }

    private let patience: Int
    private let state = Mutex(State())

    /// - Parameter patience: how many windows of a list may be refused before the list counts as refused.
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

    /// Puts a part of a job off.
    ///
    /// - Parameter refusal: nil where it was not asked for.
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

    /// Returns what was put off, in order of the jobs, and forgets it.
    func takeDeferred() -> [Deferred] {
        state.withLock { state in
            defer {
                state.deferred = []
                state.suspects = []
            }
            return state.deferred.sorted { $0.job < $1.job }
        }
    }

    /// Records that a list is refused as a whole, or for one window where it was answered for others.
    func recordRefusal(of query: Query, _ error: APIError, isWindow: Bool) {
        state.withLock { state in
            if isWindow { state.hasRefusedWindow = true } else { state.refused.append((query, error)) }
        }
    }

    var hasRefusedWindow: Bool { state.withLock(\.hasRefusedWindow) }

    /// Returns why all of a question's list is refused.
    func refusal(of query: Query) -> APIError? {
        let refused = state.withLock(\.refused).filter { $0.list.includes(query) }
        return refused.count >= patience && !isAnswered(query) ? refused.last?.error : nil
    }

    /// The one number of a list that the API does not let in.
    var refusedLists: [RefusedNumber] {
        state.withLock(\.refused).filter { $0.list.isSingle && $0.error.result == .unauthorized }
            .map(\.list).filter { !isAnswered($0) }.map(\.refusedNumber)
    }

    /// Records what has been found to be refused alone.
    func record(_ refused: RefusedNumber, _ error: APIError) { state.withLock { $0.found.append((refused, error)) } }
    var found: [(refused: RefusedNumber, error: APIError)] { state.withLock(\.found) }
}

extension ListedQuery {
    /// Names a list that cannot be cut.
    var refusedNumber: RefusedNumber {
        RefusedNumber(
            customerNumber: customerNumbers.count == 1 ? customerNumbers[0] : "",
            meteringPoint: meteringPoints.count == 1 ? meteringPoints[0] : "")
    }
}
