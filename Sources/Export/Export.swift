import Dispatch
package import Ground
package import Metering
import ReadingStore

/// Writes the readings of a store at their true times, as `export` does.
package enum Export {
    /// Writes and finishes the output. It works on a thread of its own, since reading and writing block.
    ///
    /// - Parameters:
    ///   - path: the store's file.
    ///   - calendar: the clock that invoiced months end by.
    ///   - dating: tells which month an invoice's date stands for.
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

    /// Returns the time at which the pushing to a receiver of remote write begins: readings that end by then were never pushed to it.
    ///
    /// - Parameters:
    ///   - since: the age of the oldest readings that are pushed to it, for one that nothing was pushed to yet.
    /// - Returns: also whether that is known, or only what a first push at this moment would begin with.
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
            guard let reader = try StoreReader(path: path) else {
                throw ExportError.noStore(path: path)
            }
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

/// The reason why an export did not come to its end; the text says what to do.
package enum ExportError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Nothing was ever stored.
    case noStore(path: String)
    /// Nothing is stored of the metering points and delivery categories that were asked for.
    case unknown(String)
    /// The reader of the output has gone, as `head` does. Nothing is wrong.
    case pipeClosed
    /// The disk is full, or the user's share of it.
    case diskFull(path: String)
    /// The file cannot be made or written.
    case notWritable(path: String, reason: String)
    /// The output would replace a file that the exporter itself lives on.
    case ownFile(path: String)

    /// The text for the log.
    package var description: String {
        switch self {
        case .noStore(let path):
            "there is no store at \(path) yet: run serve or fetch first, or set another storage.path"
        case .unknown(let name): "the store knows nothing of \(name)"
        case .pipeClosed: "the reader of the output has gone"
        case .diskFull(let path):
            "no room to write \(path): the disk is full, and the export is not whole. Free some space and run it again"
        case .notWritable(let path, let reason): "\(path) cannot be written: \(reason)"
        case .ownFile(let path): "--output \(path) is a file of the exporter itself: name another one"
        }
    }
}
