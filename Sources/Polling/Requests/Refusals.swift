import Ground
import Synchronization

/// Customer numbers and metering points that the API refuses to one customer group at one endpoint, kept until the
/// configuration is read again.
///
/// They are left out of requests, so that the rest is answered, and are requested alone once a day.
final class Refusals: Sendable {
    /// Time between two requests for a refused number.
    static let interval = Duration.days(1)

    private struct State {
        /// The time of the last request for each.
        var asked: [RefusedNumber: Timestamp] = [:]
        /// Lists that the store records as answered.
        var answeredLists: Set<String> = []
    }

    private let state = Mutex(State())

    init() {}

    /// Every refused number and point, in order.
    var all: [RefusedNumber] { state.withLock { $0.asked.keys.sorted() } }

    /// Returns the numbers and points to request once more. A time in the future means that the clock was set back.
    func due(at now: Timestamp) -> [RefusedNumber] {
        state.withLock { state in
            state.asked.filter { $0.value > now || now - $0.value >= Self.interval }.keys.sorted()
        }
    }

    /// Records a refusal.
    ///
    /// - Returns: true if it is new.
    @discardableResult
    func insert(_ refused: RefusedNumber, at now: Timestamp) -> Bool {
        state.withLock { $0.asked.updateValue(now, forKey: refused) == nil }
    }

    /// Records that a number or point is answered again.
    func remove(_ refused: RefusedNumber) { state.withLock { _ = $0.asked.removeValue(forKey: refused) } }

    /// - Returns: true if the list was not recorded before.
    func insertAnswered(list: String) -> Bool { state.withLock { $0.answeredLists.insert(list).inserted } }

    /// Returns the query that asks whether a number or point is still refused, together with what it is refused with.
    func probe<Query: ListedQuery>(_ refused: RefusedNumber, _ query: Query) -> Query {
        let all = state.withLock { Set($0.asked.keys) }
        var probe = query
        probe.customerNumbers =
            refused.customerNumber.isEmpty
            ? query.customerNumbers.filter { !all.contains(RefusedNumber(customerNumber: $0)) }
            : [refused.customerNumber]
        probe.meteringPoints =
            refused.meteringPoint.isEmpty
            ? query.meteringPoints.filter { point in
                !["", refused.customerNumber].contains {
                    all.contains(RefusedNumber(customerNumber: $0, meteringPoint: point))
                }
            } : [refused.meteringPoint]
        return probe
    }

    /// Returns the query without refused numbers and points: none if nothing is left, several if a metering point is
    /// refused with one number and not with another.
    func admitted<Query: ListedQuery>(_ query: Query) -> [Query] {
        let refused = state.withLock { Set($0.asked.keys) }
        guard !refused.isEmpty else { return [query] }
        var order: [[String]] = []
        var numbers: [[String]: [String]] = [:]
        for number in query.customerNumbers where !refused.contains(RefusedNumber(customerNumber: number)) {
            let points = query.meteringPoints.filter { point in
                !["", number].contains { refused.contains(RefusedNumber(customerNumber: $0, meteringPoint: point)) }
            }
            guard points.isEmpty == query.meteringPoints.isEmpty else { continue }
            if numbers[points] == nil { order.append(points) }
            numbers[points, default: []].append(number)
        }
        return order.map { points in
            var part = query
            part.meteringPoints = points
            part.customerNumbers = numbers[points] ?? []
            return part
        }
    }
}
