import Ground
import Metering
import Synchronization

/// Progress of a fetch. The fetch updates it, and a ``FetchReporter`` reads it from another task.
package final class FetchProgress: Sendable {
    /// The progress at one moment.
    package struct State: Sendable, Equatable {
        /// Windows of customer groups, each answered or failed.
        package var done = 0
        package var total = 0
        /// The number of readings received.
        package var readings = 0

        /// Creates a state; the default is that of a fetch that has not begun.
        package init(done: Int = 0, total: Int = 0, readings: Int = 0) {
            self.done = done
            self.total = total
            self.readings = readings
        }

        /// From 0 to 1.
        package var share: Double { total == 0 ? 0 : Double(done) / Double(total) }

        /// Returns the mean rate since the beginning, 0 before any time has passed.
        package func readingsPerSecond(after time: Duration) -> Double {
            time > .zero ? Double(readings) / time.inSeconds : 0
        }

        /// Returns the time left at the mean rate so far; nil until a window is done.
        package func timeLeft(after time: Duration) -> Duration? {
            done > 0 ? time * (Double(total - done) / Double(done)) : nil
        }
    }

    private let mutex = Mutex(State())

    /// Creates the progress of a fetch that has not begun.
    package init() {}

    package var state: State { mutex.withLock { $0 } }

    func update(_ change: (inout State) -> Void) { mutex.withLock { change(&$0) } }
}
