import Ground
import Metering
import Synchronization

/// How far a fetch has come; written by it, read by who shows it.
package final class FetchProgress: Sendable {
    /// As of one moment.
    package struct State: Sendable, Equatable {
        /// Windows of customer groups, each answered or failed.
        package var done = 0
        package var total = 0
        /// Received in all.
        package var readings = 0

        package init(done: Int = 0, total: Int = 0, readings: Int = 0) {
            self.done = done
            self.total = total
            self.readings = readings
        }

        /// From 0 to 1.
        package var share: Double { total == 0 ? 0 : Double(done) / Double(total) }

        package func readingsPerSecond(after time: Duration) -> Double {
            time > .zero ? Double(readings) / time.inSeconds : 0
        }

        /// How long the rest takes if it goes on as so far; nil before anything is known.
        package func timeLeft(after time: Duration) -> Duration? {
            done > 0 ? time * (Double(total - done) / Double(done)) : nil
        }
    }

    private let mutex = Mutex(State())

    package init() {}

    package var state: State { mutex.withLock { $0 } }

    func update(_ change: (inout State) -> Void) { mutex.withLock { change(&$0) } }
}
