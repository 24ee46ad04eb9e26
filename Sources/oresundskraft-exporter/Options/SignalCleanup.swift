import Foundation
import UnixSignals

/// Cleans up when a signal ends the program, and then lets the signal take its usual effect.
enum SignalCleanup {
    /// - Returns: a task to cancel once nothing is left to clean up.
    static func run(_ cleanUp: @escaping @Sendable () -> Void) async -> Task<Void, Never> {
        let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm, .sighup)
        return Task {
            for await signal in signals {
                cleanUp()
                Foundation.signal(signal.rawValue, SIG_DFL)
                kill(getpid(), signal.rawValue)
            }
        }
    }
}
