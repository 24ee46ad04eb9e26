import ArgumentParser
import Configuration
import Export
import Foundation
import Ground
import Logging
import Metering
import ReadingStore

/// `missing`: lists the time without readings.
struct MissingCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "missing", abstract: "List the times without readings, by meter and day or hour.",
        discussion: """
            Reads the store even while serve is running, and exits with 1 if something is missing. Readings arrive a day or \
            more late: give a --to before that to list only gaps.
            """)

    @OptionGroup var history: HistoryOptions

    @Option(name: .customLong("by"), help: "The time that a line covers: day or hour.")
    var step = MissingReadings.Step.day

    @Option(name: .customLong("format"), help: "The format: text or csv.")
    var format = MissingReport.Format.text

    @OptionGroup var meters: MeterOptions

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let log = common.logging.logger
        let configuration = try common.load(log)
        let now = WallClock.now()
        let asked = try history.range(configuration.calendar, now: now)
        let isMissing: Bool
        do {
            guard let reader = try StoreReader(path: configuration.storage.path) else {
                throw ExportError.noStore(path: configuration.storage.path)
            }
            defer { reader.close() }
            isMissing = try report(
                reader, asked.lowerBound..<min(asked.upperBound, now),
                MissingReport(format, by: step, configuration.calendar, names: configuration.meterNames),
                configuration.calendar, log)
        } catch {
            log.error("the search failed", metadata: ["error": "\(error)"])
            throw ExitCode.failure
        }
        if isMissing { throw ExitCode.failure }
    }

    /// - Returns: true if something is missing.
    private func report(
        _ reader: StoreReader, _ time: Range<Timestamp>, _ report: MissingReport, _ calendar: MeteringCalendar,
        _ log: Logger
    ) throws -> Bool {
        let all = try reader.reaches()
        let unknown = meters.unknown(among: all.map(\.meter))
        for unknown in unknown {
            log.warning("not in the store", metadata: ["asked_for": "\(unknown)"])
        }
        let wanted = all.filter { meters.includes($0.meter) }
        if let removed = wanted.compactMap(\.removed?.upperBound).max(), removed > time.lowerBound {
            log.warning(
                "storage.retention has removed readings; the time of those is not examined",
                metadata: ["before": "\(removed)"])
        }
        func write(_ line: String) { print(line, terminator: report.lineEnd) }
        if let head = report.head { write(head) }
        var lacking = 0
        var missing = Duration.zero
        for reach in wanted {
            let readings = try MissingReadings(reach, in: reader, time, by: step, calendar)
            for line in report.lines(readings) { write(line) }
            missing += readings.missing
            if !readings.rows.isEmpty { lacking += 1 }
        }
        let summary = report.summary(lacking: lacking, of: wanted.count, missing, isNarrowed: all.count > wanted.count)
        if let summary { write(summary) }
        // Of a metering point that is not stored, everything is missing.
        return lacking > 0 || wanted.isEmpty || !unknown.isEmpty
    }
}

extension MissingReadings.Step: ExpressibleByArgument {}
extension MissingReport.Format: ExpressibleByArgument {}
