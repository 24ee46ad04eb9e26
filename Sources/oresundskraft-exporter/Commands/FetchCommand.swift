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
            Asks window by window (api.max_window), the newest first, for all customer groups. It can be interrupted: the \
            same command goes on behind what is finished. Only one process can write to a store, so stop serve first.
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
        let result = Mutex<Result<FetchSummary, any Error>>(.failure(CancellationError()))
        let progress = FetchProgress()
        let reporter = FetchReporter(progress, terminal: terminal, log: log)
        let again = again
        do {
            let time = try FetchRange.checked(
                asked, retention: configuration.storage.retention, now: now)
            if time != asked {
                log.info("--to is in the future; fetching up to now", metadata: ["to": "\(time.upperBound)"])
            }
            try await ServiceGroup.runUntilSignalled(logger: log) {
                await cancelWhenGracefulShutdown {
                    let showing = Task { await reporter.run() }
                    let fetched: Result<FetchSummary, any Error>
                    do {
                        fetched = .success(
                            try await Fetch.run(
                                time, configuration, Fetch.Options(version: BuildInfo().version, isAgain: again),
                                progress: progress, log: log))
                    } catch {
                        fetched = .failure(error)
                    }
                    showing.cancel()
                    await showing.value
                    result.withLock { $0 = fetched }
                }
            }
            let summary = try result.withLock { $0 }.get()
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
}

extension LoggingOptions {
    fileprivate func logger(writingTo sink: any LogSink) -> Logger {
        .lines(LineLogHandler(level: level, format: format, sink: sink))
    }
}
