import Foundation
import Ground
import Metering
import ReadingStore
import TestSupport
import Testing

@testable import Export

/// A store that tests fill, and the exports from it. The store stays open for writing, as with a running `serve`.
final class ExportBench {
    static let electricity = MeterID(
        meteringPoint: "735999000000000015", deliveryCategory: "EL", microproduction: false)
    static let quarter: Int64 = 900_000
    /// 2026-10-01T00:00:00Z
    static let start: Int64 = 1_790_812_800_000

    let folder: URL
    let store: ReadingStore
    let calendar: MeteringCalendar

    init(_ folder: URL) throws {
        self.folder = folder
        calendar = try #require(MeteringCalendar(timeZone: "Europe/Stockholm"))
        store = try ReadingStore(path: folder.appending(path: "readings.sqlite").path)
    }

    deinit {
        store.close()
    }

    static func with<Result>(_ body: (ExportBench) async throws -> Result) async throws -> Result {
        try await withTemporaryFolder { try await body(ExportBench($0)) }
    }

    func add(
        _ values: [Double], of meter: MeterID = electricity, unit: String = "kWh", from start: Int64 = start,
        length: Int64 = quarter, status: String = "Processed"
    ) async throws {
        let starts = values.indices.map { start + Int64($0) * length }
        let batch = ReadingBatch(
            sources: [ReadingSource(meter: meter)],
            series: [
                SeriesColumns(
                    source: 0, unit: unit,
                    readings: ReadingColumns(
                        starts: starts, ends: starts.map { $0 + length }, values: values,
                        statuses: values.map { _ in 0 }))
            ],
            statuses: [status])
        _ = try await store.readings.record(
            batch, group: "main", order: OriginOrder([]), now: Timestamp(milliseconds: start))
    }

    func add(_ invoices: [(date: Timestamp, value: Double)], of meter: MeterID = electricity) async throws {
        let statements = invoices.map { date, value in
            InvoiceStatement(
                meter: meter, facts: MeterFacts(), customerNumber: "100001", kind: .energy,
                dates: date..<(date + .milliseconds(1)),
                parts: [InvoicePart(unit: "kWh", invoice: Invoice(date: date, value: value, status: "Invoiced"))])
        }
        _ = try await store.invoices.replace(
            statements, group: "main", now: Timestamp(milliseconds: ExportBench.start))
    }

    /// - Parameter time: nil for the week from ``start`` on.
    func export(
        _ format: ExportFormat, _ time: Range<Timestamp>? = nil, meteringPoints: [String] = [],
        deliveryCategories: [String] = [], externalLabels: [String: String] = [:]
    ) async throws -> (text: String, summary: ExportSummary) {
        let week = Timestamp(milliseconds: ExportBench.start)..<(Timestamp(milliseconds: ExportBench.start) + .days(7))
        let request = ExportRequest(
            time: time ?? week, format: format, meteringPoints: meteringPoints,
            deliveryCategories: deliveryCategories, externalLabels: externalLabels)
        let file = folder.appending(path: "output")
        let summary = try await Export.run(
            request, ofStoreAt: store.path, calendar: calendar, .start, to: try ExportOutput(path: file.path))
        return (String(decoding: try Data(contentsOf: file), as: UTF8.self), summary)
    }
}
