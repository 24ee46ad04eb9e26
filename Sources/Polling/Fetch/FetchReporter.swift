import Ground
package import Logging
import Metering
import ReadingStore

/// Shows the progress of a fetch while it runs, and its result at the end.
package struct FetchReporter: Sendable {
    /// Time between two drawings of the bar on a terminal, and between two log lines elsewhere.
    package static let barInterval = Duration.milliseconds(200)
    package static let lineInterval = Duration.seconds(10)

    private let progress: FetchProgress
    private let terminal: ProgressTerminal?
    private let log: Logger
    private let start = ContinuousClock.now

    /// - Parameter terminal: nil if there is no terminal to draw on.
    package init(_ progress: FetchProgress, terminal: ProgressTerminal?, log: Logger) {
        self.progress = progress
        self.terminal = terminal
        self.log = log
    }

    /// Shows the progress until its task is cancelled.
    package func run() async {
        let interval = terminal == nil ? Self.lineInterval : Self.barInterval
        while (try? await Task.sleep(for: interval)) != nil { show() }
        if terminal != nil, progress.state.total > 0 { show() }
        terminal?.end()
    }

    /// The most metering points that a line names.
    private static let mostPoints = 20

    /// Logs the result: one line, one for each failed window, and one for each group whose range has gaps.
    package func report(_ summary: FetchSummary) {
        reportFailures(of: summary)
        for coverage in summary.coverage { report(coverage) }
        var metadata = figures(of: summary)
        let isNothing = progress.state.total == 0 && summary.invoiced?.requests ?? 0 == 0
        if summary.isSuccess {
            log.info(
                isNothing ? "nothing to fetch: everything was fetched before" : "fetch done", metadata: metadata)
        } else {
            metadata["failed_windows"] = .stringConvertible(Set(summary.failures.map(\.window)).count)
            log.error(
                summary.failures.isEmpty
                    ? "fetch returned nothing for a whole customer group"
                    : "fetch failed in part; the same command retries what failed", metadata: metadata)
        }
    }

    private func reportFailures(of summary: FetchSummary) {
        for failure in summary.failures {
            log.error(
                "window not fetched",
                metadata: [
                    "group": "\(failure.group)", "from": "\(failure.window.lowerBound)",
                    "to": "\(failure.window.upperBound)", "error": "\(failure.error)",
                ])
        }
        for (group, refused) in summary.refused {
            log.error(
                "refused by the API; the rest was fetched without it",
                metadata: [
                    "group": "\(group)", "customer_number": "\(refused.customerNumber)",
                    "metering_point": "\(refused.meteringPoint)",
                ])
        }
        for (group, error) in summary.invoiced?.failures ?? [] {
            log.error("invoiced months not fetched", metadata: ["group": "\(group)", "error": "\(error)"])
        }
        for (group, number) in summary.unknown {
            log.warning(
                "the API returned nothing for what the configuration names: compare it with your contract",
                metadata: [
                    "group": "\(group)", "customer_number": "\(number.customerNumber)",
                    "metering_point": "\(number.meteringPoint)",
                ])
        }
    }

    private func figures(of summary: FetchSummary) -> Logger.Metadata {
        let counts = summary.counts
        let state = progress.state
        let duration = ContinuousClock.now - start
        var metadata: Logger.Metadata = [
            "duration": "\(duration.inSeconds.rounded(toPlaces: 3))s", "windows": .stringConvertible(summary.windows),
            "requests": .stringConvertible(summary.requests + (summary.invoiced?.requests ?? 0)),
            "readings": .stringConvertible(state.readings),
            "readings_per_second": .stringConvertible(Int(state.readingsPerSecond(after: duration))),
            "new": .stringConvertible(counts.stored.new), "corrected": .stringConvertible(counts.stored.corrected),
            "withdrawn": .stringConvertible(counts.stored.withdrawn),
            "unchanged": .stringConvertible(counts.stored.unchanged),
            "missing": .stringConvertible(counts.missing), "rejected": .stringConvertible(counts.rejectedTotal),
            "days_fetched_before": .stringConvertible(summary.finishedDays),
        ]
        if let invoiced = summary.invoiced, invoiced.requests > 0 {
            metadata["invoiced_new"] = .stringConvertible(invoiced.counts.stored.new)
            metadata["invoiced_corrected"] = .stringConvertible(invoiced.counts.stored.corrected)
            metadata["invoiced_unchanged"] = .stringConvertible(invoiced.counts.stored.unchanged)
        }
        return metadata
    }

    private func report(_ coverage: FetchCoverage) {
        let missing = coverage.missing
        guard !coverage.points.isEmpty else {
            log.warning("no metering point of the group has readings", metadata: ["group": "\(coverage.group)"])
            return
        }
        guard !missing.isEmpty else {
            log.info("the whole range has readings", metadata: ["group": "\(coverage.group)"])
            return
        }
        let named = missing.prefix(Self.mostPoints).map {
            "\($0.meteringPoint) \(ProgressText.duration($0.time))"
        }
        let more = missing.count > named.count ? ", and \(missing.count - named.count) more" : ""
        log.warning(
            "a part of the range has no readings",
            metadata: [
                "group": "\(coverage.group)", "share": "\((coverage.missingShare * 100).rounded(toPlaces: 1))%",
                "metering_points": "\(missing.count) of \(coverage.points.count)",
                "without_readings": "\(named.joined(separator: ", "))\(more)",
            ])
    }

    private func show() {
        let state = progress.state
        let time = ContinuousClock.now - start
        if let terminal {
            terminal.draw(ProgressText.bar(state, after: time, width: terminal.width))
            return
        }
        log.info(
            "fetching",
            metadata: [
                "done": "\(Int(state.share * 100))%", "readings": .stringConvertible(state.readings),
                "readings_per_second": .stringConvertible(Int(state.readingsPerSecond(after: time))),
                "left": "\(state.timeLeft(after: time).map(ProgressText.duration) ?? "unknown")",
            ])
    }
}
