import Ground
import Metering
import ReadingStore

/// The source of an export: the wanted series of a store, a piece of their readings at a time.
struct ExportSource {
    /// Some 600 KB of readings, and a millisecond or a few of reading.
    private static let chunk = 20_000

    let reader: StoreReader
    let time: Range<Timestamp>
    let series: [SeriesRow]
    let invoiceSeries: [StoreReader.InvoiceSeries]
    /// Names that were asked for and are not in the store.
    let unknown: [String]

    init(_ reader: StoreReader, _ request: ExportRequest) throws(StoreError) {
        self.reader = reader
        time = request.time
        let all = try reader.series()
        let invoiced = try reader.invoiceSeries()
        series = all.filter { request.includes($0.id.meter) }
        invoiceSeries = invoiced.filter { request.includes($0.id.meter) }
        let meters = all.map(\.id.meter) + invoiced.map(\.id.meter)
        unknown =
            request.meteringPoints.subtracting(meters.map(\.meteringPoint)).sorted().map { "metering point \($0)" }
            + request.deliveryCategories.subtracting(meters.map(\.deliveryCategory)).sorted()
            .map { "delivery category \($0)" }
    }

    /// Calls `body` with the readings of a series in order, never with none.
    ///
    /// The store is not held while `body` writes, which may take as long as the reader of a pipe likes.
    func forEachChunk(of series: SeriesRow, _ body: (ReadingColumns) throws -> Void) throws {
        var readings = ReadingColumns()
        var from = time.lowerBound.milliseconds
        repeat {
            try reader.read(
                series, from: from, to: time.upperBound.milliseconds, atMost: ExportSource.chunk, into: &readings)
            guard let end = readings.ends.last else { return }
            try body(readings)
            from = end
        } while readings.count == ExportSource.chunk
    }
}
