import ArgumentParser
import Configuration
import Export
import Exporter
import Foundation
import Ground
import Logging
import Metering
import RemoteWrite
import Synchronization

/// `export`: writes stored readings at their true times.
struct ExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write stored readings at their true times.",
        discussion: """
            Reads the store even while serve is running. OpenMetrics goes into Prometheus with \
            `promtool tsdb create-blocks-from openmetrics`; docs/history.md shows how.
            """)

    @OptionGroup var history: HistoryOptions

    @Option(name: .customLong("format"), help: "The format: openmetrics or csv.")
    var format = ExportFormat.openMetrics

    @Option(
        name: .customLong("output"),
        help: ArgumentHelp(
            "The file to write; it appears once it is complete. (default: standard output)", valueName: "file"))
    var output: String?

    @OptionGroup var meters: MeterOptions

    @Option(
        name: .customLong("receiver"),
        help: ArgumentHelp(
            """
            Write what this receiver of remote_write was not pushed: with its external_labels, and only what ends \
            before its pushing begins.
            """, valueName: "name"))
    var receiver: String?

    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard receiver == nil || format == .openMetrics else {
            throw ValidationError("--receiver: it goes with --format openmetrics alone")
        }
    }

    func run() async throws {
        // The reader of a pipe may end before the export does; the write then reports it.
        signal(SIGPIPE, SIG_IGN)
        let log = common.logging.logger
        let configuration = try common.load(log)
        let asked = try history.range(configuration.calendar, now: WallClock.now())
        do {
            var request = ExportRequest(
                time: asked, format: format, meteringPoints: meters.meteringPoints,
                deliveryCategories: meters.deliveryCategories)
            try narrow(&request, configuration, log)
            // A signal that comes while the file is created waits for the lock, and then removes it.
            let opened = Mutex<ExportOutput?>(nil)
            let signals = self.output == nil ? nil : await SignalCleanup.run { opened.withLock { $0?.discard() } }
            defer { signals?.cancel() }
            let output = try opened.withLock { opened in
                let created = try self.output(configuration)
                opened = created
                return created
            }
            report(
                try await Export.run(
                    request, ofStoreAt: configuration.storage.path, calendar: configuration.calendar,
                    configuration.invoiced.readingDate, to: output), log)
        } catch ExportError.pipeClosed {
            // As with `export | head`: the reader has all that it wants.
        } catch {
            log.error("export failed", metadata: ["error": "\(error)"])
            throw ExitCode.failure
        }
    }

    /// Narrows the export to the readings that were not pushed to the receiver of `--receiver`.
    private func narrow(_ request: inout ExportRequest, _ configuration: Configuration, _ log: Logger) throws {
        guard let name = self.receiver else { return }
        guard let receiver = configuration.remoteWrite.first(where: { $0.name == name }) else {
            let known = configuration.remoteWrite.map(\.name)
            throw known.isEmpty ? Resend.Refusal.noReceivers : Resend.Refusal.unknown(receiver: name, known: known)
        }
        let begin = try Export.beginning(
            ofReceiver: name, since: receiver.since, inStoreAt: configuration.storage.path)
        request.externalLabels = receiver.externalLabels
        let metadata: Logger.Metadata = ["receiver": "\(name)", "until": "\(begin.time)"]
        if !begin.isKnown {
            log.warning(
                "nothing was pushed to the receiver yet; written up to the time from which `since` lets it push",
                metadata: metadata)
        } else if begin.time < request.time.upperBound {
            log.info("written up to the time from which the receiver gets pushes", metadata: metadata)
        }
        let end = min(request.time.upperBound, begin.time)
        request.time = min(request.time.lowerBound, end)..<end
    }

    private func output(_ configuration: Configuration) throws -> ExportOutput {
        guard let output, output != "-" else { return ExportOutput() }
        let store = configuration.storage.path
        let own = ["", "-wal", "-shm", ".lock"].map { store + $0 } + [configuration.sourcePath ?? common.configFile]
        return try ExportOutput(path: output, protected: own)
    }

    private func report(_ summary: ExportSummary, _ log: Logger) {
        for unknown in summary.unknown {
            log.warning("not in the store", metadata: ["asked_for": "\(unknown)"])
        }
        let isEmpty = summary.readings == 0 && summary.invoices == 0
        log.info(
            isEmpty ? "the range has no readings" : "exported",
            metadata: [
                "readings": .stringConvertible(summary.readings), "series": .stringConvertible(summary.series),
                "invoices": .stringConvertible(summary.invoices),
                "bytes": .stringConvertible(summary.bytes),
            ])
    }
}

extension ExportFormat: ExpressibleByArgument {}
