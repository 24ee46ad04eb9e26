import Dispatch
import ReadingStore

/// Writes what a store holds at its true times, as `export` does.
package enum Export {
    /// Writes and finishes the output. It works on a thread of its own, since reading and writing block.
    ///
    /// - Throws: ``ExportError`` or `StoreError`; the output is then discarded.
    package static func run(
        _ request: ExportRequest, _ configuration: Configuration, to output: ExportOutput
    ) async throws -> ExportSummary {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue(label: "export").async {
                continuation.resume(with: Result { try write(request, configuration, to: output) })
            }
        }
    }

    private static func write(
        _ request: ExportRequest, _ configuration: Configuration, to output: ExportOutput
    ) throws -> ExportSummary {
        do {
            guard let reader = try StoreReader(path: configuration.storage.path) else {
                throw ExportError.noStore(path: configuration.storage.path)
            }
            defer { reader.close() }
            let source = try ExportSource(reader, request)
            let buffer = OutputBuffer(output)
            var summary: ExportSummary
            switch request.format {
            case .openMetrics:
                var export = OpenMetricsExport(source, calendar: configuration.calendar, to: buffer)
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
