import ArgumentParser
import Configuration
import Exporter
import Foundation
import Ground
import LineLog
import Logging
import Metering
import Polling
import ServiceLifecycle
import Synchronization

/// `fetch`: reads history from the API into the store.
struct FetchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fetch", abstract: "Read history from the API into the store.",
        discussion: """
            Requests one window at a time (api.max_window), the newest first, for all customer groups. It can be \
            interrupted; the same command continues where it stopped. Only one process can write to a store, so stop serve \
            first.
            """)

    /// The exit status that shells give a program ended by SIGINT.
    private static let interrupted = ExitCode(130)

    @OptionGroup var history: HistoryOptions

    @Flag(name: .customLong("again"), help: "Fetch again what an earlier fetch has finished.")
    var again = false

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let terminal = ProgressTerminal(kind: ProcessInfo.processInfo.environment["TERM"])
        let log = terminal.map { common.logging.logger(writingTo: $0) } ?? common.logging.logger
        let configuration = try common.load(log)
        let now = WallClock.now()
        let asked = try history.range(configuration.calendar, now: now)
        let progress = FetchProgress()
        let reporter = FetchReporter(progress, terminal: terminal, log: log)
        do {
            let time = try FetchRange.checked(
                asked, retention: configuration.storage.retention, now: now)
            if time != asked {
                log.info("--to is in the future; fetching up to now", metadata: ["to": "\(time.upperBound)"])
            }
            let options = Fetch.Options(version: BuildInfo().version, isAgain: again)
            let summary = try await Self.untilSignalled(reporter, log) {
                try await Fetch.run(time, configuration, options, progress: progress, log: log)
            }
            reporter.report(summary)
            if !summary.isSuccess { throw ExitCode.failure }
        } catch let status as ExitCode {
            throw status
        } catch is CancellationError {
            log.info("interrupted; the same command continues where it stopped")
            throw Self.interrupted
        } catch {
            log.error("fetch failed", metadata: ["error": "\(error)"])
            throw ExitCode.failure
        }
    }

    /// Runs a fetch with its progress shown, and cancels it at the first SIGINT or SIGTERM.
    ///
    /// - Throws: the fetch's error, or `CancellationError`.
    private static func untilSignalled(
        _ reporter: FetchReporter, _ log: Logger, _ fetch: @escaping @Sendable () async throws -> FetchSummary
    ) async throws -> FetchSummary {
        let result = Mutex<Result<FetchSummary, any Error>>(.failure(CancellationError()))
        try await ServiceGroup.runUntilSignalled(logger: log) {
            await cancelWhenGracefulShutdown {
                let showing = Task { await reporter.run() }
                let fetched: Result<FetchSummary, any Error>
                do {
                    fetched = .success(try await fetch())
                } catch {
                    fetched = .failure(error)
                }
                showing.cancel()
                await showing.value
                result.withLock { $0 = fetched }
            }
        }
        return try result.withLock { $0 }.get()
    }
}

extension LoggingOptions {
    fileprivate func logger(writingTo sink: any LogSink) -> Logger {
        .lines(LineLogHandler(level: level, format: format, sink: sink))
    }
}
