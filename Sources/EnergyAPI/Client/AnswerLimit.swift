import Ground
import Metering
import Synchronization

/// Bounds the part of an answer that is held in memory, as long as a smaller request makes the answer smaller.
///
/// A request that can be cut is given up as soon as its answer exceeds the limit. For the life of the client, windows
/// of that length are then halved before they are requested, and lists of that many customer numbers, of which even a
/// day is too much, are split into parts.
package final class AnswerLimit: Sendable {
    /// The size of a week of quarter values of about 100 metering points. Reading an answer takes about twice its size.
    package static let bytes = 8 << 20

    /// The answer to a request has exceeded the limit.
    package struct Exceeded: Error {}

    private struct State {
        var tooLong: Duration?
        var tooMany: Int?
    }

    private let state = Mutex(State())

    func record(tooLong window: Range<Timestamp>) {
        let length = window.upperBound - window.lowerBound
        state.withLock { $0.tooLong = min($0.tooLong ?? length, length) }
    }

    func record(tooMany numbers: [String]) {
        state.withLock { $0.tooMany = min($0.tooMany ?? numbers.count, numbers.count) }
    }

    func isTooLong(_ window: Range<Timestamp>) -> Bool {
        state.withLock { $0.tooLong.map { window.upperBound - window.lowerBound >= $0 } ?? false }
    }

    func areTooMany(_ numbers: [String]) -> Bool {
        numbers.count > 1 && state.withLock { $0.tooMany.map { numbers.count >= $0 } ?? false }
    }
}
