import Dispatch
package import Ground
package import Metering
import ReadingStore

/// Writes the readings of a store at their true times, as `export` does.
package enum Export {
    /// Writes the output completely, on a thread of its own, because reading and writing block.
    ///
    /// - Parameters:
    ///   - path: the store's file.
    ///   - calendar: the clock by which invoiced months end.
    ///   - dating: relates an invoice's date to its month.
    /// - Throws: ``ExportError`` or `StoreError`; the output is then discarded.
    package static func run(
        _ request: ExportRequest, ofStoreAt path: String, calendar: MeteringCalendar, _ dating: InvoiceDating,
        to output: ExportOutput
    ) async throws -> ExportSummary {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue(label: "export").async {
                continuation.resume(
                    with: Result { try write(request, ofStoreAt: path, calendar: calendar, dating, to: output) })
            }
        }
    }

    /// Returns the time at which pushing to a receiver of remote write began: readings that end by then were never
    /// pushed to it.
    ///
    /// - Parameters:
    ///   - since: the age of the oldest readings to push, for a receiver that has got nothing yet.
    /// - Returns: the time, with `isKnown` false if nothing was pushed yet: a first push would begin there now.
    /// - Throws: `StoreError`, or ``ExportError`` if there is no store.
    package static func beginning(
        ofReceiver name: String, since: Duration, inStoreAt path: String, now: Timestamp = WallClock.now()
    ) throws -> (time: Timestamp, isKnown: Bool) {
        guard let reader = try StoreReader(path: path) else { throw ExportError.noStore(path: path) }
        defer { reader.close() }
        guard let time = try reader.beginning(ofReceiver: name) else { return (now - since, false) }
        return (time, true)
    }

    private static func write(
        _ request: ExportRequest, ofStoreAt path: String, calendar: MeteringCalendar, _ dating: InvoiceDating,
        to output: ExportOutput
    ) throws -> ExportSummary {
        do {
            guard let reader = try StoreReader(path: path) else { throw ExportError.noStore(path: path) }
            defer { reader.close() }
            let source = try ExportSource(reader, request)
            let buffer = OutputBuffer(output)
            var summary: ExportSummary
            switch request.format {
            case .openMetrics:
                var export = OpenMetricsExport(
                    source, calendar: calendar, dating, externalLabels: request.externalLabels, to: buffer)
                summary = try export.run()
            case .csv:
                var export = CSVExport(source, to: buffer)
                summary = try export.run()
            }
            try buffer.flush()
            try output.finish()
            summary.bytes = buffer.bytes
            summary.unknown = source.unknown
            return summary
        } catch {
            output.discard()
            throw error
        }
    }
}

/// The reason that an export is incomplete. Its description says what to do.
package enum ExportError: Error, Sendable, Equatable, CustomStringConvertible {
    /// There is no store.
    case noStore(path: String)
    /// Nothing is stored of the metering points and delivery categories that were asked for.
    case unknown(String)
    /// The reader of the output has closed it, as `head` does. That is no fault.
    case pipeClosed
    /// The disk, or the user's quota, is full.
    case diskFull(path: String)
    /// The file cannot be created or written.
    case notWritable(path: String, reason: String)
    /// The output would replace one of the exporter's own files.
    case ownFile(path: String)

    /// The text for the log.
    package var description: String {
        switch self {
        case .noStore(let path):
            "there is no store at \(path) yet: run serve or fetch first, or set another storage.path"
        case .unknown(let name): "the store knows nothing of \(name)"
        case .pipeClosed: "the reader of the output has closed it"
        case .diskFull(let path):
            "no room to write \(path): the disk is full, and the export is incomplete. Free some space and run it again"
        case .notWritable(let path, let reason): "\(path) cannot be written: \(reason)"
        case .ownFile(let path): "--output \(path) is a file of the exporter itself: name another one"
        }
    }
}
