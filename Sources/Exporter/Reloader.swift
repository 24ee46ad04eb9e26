import Configuration
import Exposition
import Ground
import Logging
import Metering
import Synchronization
import UnixSignals

/// Reads the configuration again on demand. A file with faults changes nothing: what ran before goes on.
final class Reloader: Sendable {
    /// The first set-up, then one for each reload that succeeded. For one reader.
    let setups: AsyncStream<PollSetup>

    private struct State {
        var current: Configuration
        var isSuccessful = true
        var lastSuccess: Timestamp
    }

    private let continuation: AsyncStream<PollSetup>.Continuation
    private let load: (@Sendable () throws(ConfigurationError) -> Configuration)?
    private let version: String
    private let now: @Sendable () -> Timestamp
    private let log: Logger
    private let state: Mutex<State>
    /// One reload at a time, so that the file read last is the one that counts.
    private let turn = Mutex(())
    private let signals: UnixSignalsSequence

    /// - Parameter signals: SIGHUP, trapped since before anything takes long.
    init(
        _ setup: PollSetup, signals: UnixSignalsSequence,
        load: (@Sendable () throws(ConfigurationError) -> Configuration)?, version: String,
        now: @escaping @Sendable () -> Timestamp, log: Logger
    ) {
        // Of several reloads in a row only the newest counts.
        (setups, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        self.signals = signals
        self.load = load
        self.version = version
        self.now = now
        self.log = log
        state = Mutex(State(current: setup.configuration, lastSuccess: now()))
        continuation.yield(setup)
    }

    /// Reloads at each SIGHUP, until the task is cancelled.
    func followSignal() async {
        for await _ in signals { _ = reload() }
    }

    /// - Returns: why it failed, nil where it succeeded.
    func reload() -> String? {
        turn.withLock { _ in attemptAndReport() }
    }

    private func attemptAndReport() -> String? {
        let failure = attempt()
        state.withLock { state in
            state.isSuccessful = failure == nil
            if failure == nil { state.lastSuccess = now() }
        }
        if let failure {
            log.error("configuration not reloaded; the one before stays in use", metadata: ["error": "\(failure)"])
        } else {
            log.info("configuration reloaded")
        }
        return failure
    }

    private func attempt() -> String? {
        guard let load else { return "there is no configuration file to read" }
        do {
            let configuration = try load()
            let setup = try PollSetup(configuration, version: version)
            let old = state.withLock { state in
                defer { state.current = configuration }
                return state.current
            }
            if old.storage.path != configuration.storage.path {
                log.warning(
                    "storage.path takes effect at the next start only; the store in use stays",
                    metadata: ["store": "\(old.storage.path)"])
            }
            continuation.yield(setup)
            return nil
        } catch {
            return "\(error)"
        }
    }

    var families: [MetricFamily] {
        let state = state.withLock { $0 }
        return [
            .gauge(
                "oresundskraft_config_last_reload_successful",
                "Whether the last attempt to read the configuration succeeded.", state.isSuccessful ? 1 : 0),
            .gauge(
                "oresundskraft_config_last_reload_success_timestamp_seconds",
                "When the configuration was last read with success.", state.lastSuccess.seconds),
        ]
    }
}
