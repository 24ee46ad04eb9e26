import Configuration
import Exposition
import Ground
import Logging
import Metering
import Synchronization
import UnixSignals
import WebSecurity

/// Reads the configuration again on demand. A file with faults changes nothing: the previous configuration stays in
/// use.
final class Reloader: Sendable {
    /// The first set-up, then one for each successful reload; for one reader.
    let setups: AsyncStream<PollSetup>

    private struct State {
        var current: Configuration
        /// The files of the newest attempt, and of the configuration in use.
        var files: [String: FileFingerprint]
        var isSuccessful = true
        var lastSuccess: Timestamp
    }

    private let continuation: AsyncStream<PollSetup>.Continuation
    private let load: (@Sendable () throws(ConfigurationError) -> Configuration)?
    private let version: String
    /// Returns true if the store holds readings of the API in use, so that another API is refused.
    private let holdsReadings: @Sendable () -> Bool
    /// The store in use, whatever later configurations say.
    private let storePath: String
    private let now: @Sendable () -> Timestamp
    private let log: Logger
    private let state: Mutex<State>
    /// Allows one reload at a time, so that the file read last is the one that counts.
    private let turn = Mutex(())
    private let signals: UnixSignalsSequence
    /// Reads the web configuration file again, together with the configuration; nil if there is none.
    private let security: WebSecurity?

    /// - Parameter signals: SIGHUP, trapped since the start of the program.
    init(
        _ setup: PollSetup, signals: UnixSignalsSequence,
        load: (@Sendable () throws(ConfigurationError) -> Configuration)?, version: String,
        security: WebSecurity?, holdsReadings: @escaping @Sendable () -> Bool, now: @escaping @Sendable () -> Timestamp,
        log: Logger
    ) {
        // Of several reloads in a row only the newest counts.
        (setups, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        self.signals = signals
        self.load = load
        self.version = version
        storePath = setup.configuration.storage.path
        self.security = security
        self.holdsReadings = holdsReadings
        self.now = now
        self.log = log
        state = Mutex(
            State(
                current: setup.configuration, files: setup.configuration.files, lastSuccess: now()))
        continuation.yield(setup)
    }

    /// Reloads at each SIGHUP, until the task is cancelled.
    func followSignal() async {
        for await _ in signals { _ = reload() }
    }

    /// Reloads when a file of the configuration has changed, until the task is cancelled. A file that is still being
    /// written is left alone until two checks in a row find the same content.
    ///
    /// - Parameter interval: the time between two checks.
    func followFiles(every interval: Duration) async {
        var seen: [String: FileFingerprint] = [:]
        var pause = interval
        while (try? await Task.sleep(for: pause)) != nil {
            let known = state.withLock(\.files)
            let changed = known.keys.reduce(into: [:]) { $0[$1] = FileFingerprint($1) }.filter {
                known[$0.key] != $0.value
            }
            if !changed.isEmpty, changed == seen {
                log.info(
                    "configuration files changed",
                    metadata: ["files": "\(changed.keys.sorted().joined(separator: ","))"])
                _ = reload()
            }
            pause = changed.isEmpty || changed == seen ? interval : min(interval, .seconds(1))
            seen = changed
        }
    }

    /// - Returns: the reason that it failed; nil if it succeeded.
    func reload() -> String? {
        turn.withLock { _ in
            let failures = [attemptAndReport(), security?.reload()].compactMap { $0 }
            return failures.isEmpty ? nil : failures.joined(separator: "\n")
        }
    }

    private func attemptAndReport() -> String? {
        let failure = attempt()
        state.withLock { state in
            state.isSuccessful = failure == nil
            if failure == nil { state.lastSuccess = now() }
        }
        if let failure {
            log.error("configuration not reloaded; the previous one stays in use", metadata: ["error": "\(failure)"])
        } else {
            log.info("configuration reloaded")
        }
        return failure
    }

    private func attempt() -> String? {
        guard let load else { return "there is no configuration file to read" }
        do {
            let configuration: Configuration
            do {
                configuration = try load()
            } catch {
                // Files of the faulty configuration are checked too: one of its keys may be written slightly later.
                state.withLock { $0.files.merge(error.files) { $1 } }
                return "\(error)"
            }
            state.withLock { $0.files = configuration.files }
            let setup = try PollSetup(configuration, version: version)
            let url = state.withLock { $0.current.api.url }
            guard configuration.api.url == url || !holdsReadings() else {
                return
                    "api.url is no longer \(url.text), the API whose readings are in the store in use: "
                    + "restart the exporter, which then says what to do"
            }
            state.withLock { $0.current = configuration }
            if storePath != configuration.storage.path {
                log.warning(
                    "storage.path takes effect only at the next start; the store in use stays",
                    metadata: ["store": "\(storePath)"])
            }
            continuation.yield(setup)
            return nil
        } catch {
            return "\(error)"
        }
    }

    var families: [any ScrapedFamily] {
        let state = state.withLock { $0 }
        return [
            ValuedFamily(Self.successful, [state.isSuccessful ? 1 : 0]),
            ValuedFamily(Self.successTime, [state.lastSuccess.seconds]),
        ] + (security?.families ?? [])
    }

    private static let successful = PreparedFamily(
        .gauge(
            "oresundskraft_config_last_reload_successful",
            "Whether the last attempt to read the configuration succeeded.", 0))
    private static let successTime = PreparedFamily(
        .gauge(
            "oresundskraft_config_last_reload_success_timestamp_seconds",
            "When the configuration was last read with success.", 0))
}
