import Ground
import Metering
import ReadingStore

/// The source of an export: the selected series of a store, with their readings in pieces.
struct ExportSource {
    /// The readings of a piece: about 600 KB, and a few milliseconds of reading.
    private static let chunk = 20_000

    let reader: StoreReader
    let time: Range<Timestamp>
    let series: [SeriesRow]
    let invoiceSeries: [StoreReader.InvoiceSeries]
    /// Requested names that are not in the store.
    let unknown: [String]

    /// - Throws: ``ExportError/unknown(_:)`` if the store knows none of the requested names, or `StoreError`.
    init(_ reader: StoreReader, _ request: ExportRequest) throws {
        self.reader = reader
        time = request.time
        let all = try reader.series()
        let invoiced = try reader.invoiceSeries()
        series = all.filter { request.includes($0.id.meter) }
        invoiceSeries = invoiced.filter { request.includes($0.id.meter) }
        let meters = all.map(\.id.meter) + invoiced.map(\.id.meter)
        unknown = UnknownNames.list(
            meteringPoints: request.meteringPoints.sorted(), deliveryCategories: request.deliveryCategories.sorted(),
            among: meters)
        // With some of the names known, the rest is written; with none, the output would look right but be empty.
        if let first = unknown.first, series.isEmpty, invoiceSeries.isEmpty { throw ExportError.unknown(first) }
    }

    /// Calls `body` with pieces of a series' readings in order, never with an empty one.
    ///
    /// The store is not locked while `body` writes, which may take as long as the reader of a pipe likes.
    func forEachChunk(of series: SeriesRow, _ body: (ReadingColumns) throws -> Void) throws {
        var readings = ReadingColumns()
        var from = time.lowerBound.milliseconds
        repeat {
            try reader.read(
                series, from: from, to: time.upperBound.milliseconds, atMost: Self.chunk, into: &readings)
            guard let end = readings.ends.last else { return }
            try body(readings)
            from = end
        } while readings.count == Self.chunk
    }
}
