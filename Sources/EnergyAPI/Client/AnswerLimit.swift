import Ground
import Metering
import Synchronization

/// Bounds how much of an answer is held in memory at once, as long as asking for less makes it smaller.
///
/// A question that can be cut is given up as soon as its answer has grown beyond the limit. For as long as the client lives,
/// questions about as much time are then halved before they are asked, and lists of as many customer numbers, of which even a
/// day is too much, come in parts.
package final class AnswerLimit: Sendable {
    /// A week of quarter values of some 100 metering points. Reading an answer takes about twice its size.
    package static let bytes = 8 << 20

    /// The answer to a question has grown beyond the limit.
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
