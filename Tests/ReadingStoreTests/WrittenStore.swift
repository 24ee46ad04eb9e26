import Foundation
import GRDB
import Ground
import Metering
import ReadingStore
import TestSupport

/// A file that was written by a released program.
final class WrittenStore {
    let path: String
    private let folder: URL

    /// - Parameter name: of a dump in `Tests/Fixtures/store`.
    init(_ name: String) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "written-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        path = folder.appending(path: "readings.sqlite").path
        let dump = RepositoryPaths.fixtures.appending(path: "store/\(name).sql")
        try execute("PRAGMA journal_mode = WAL;" + String(contentsOf: dump, encoding: .utf8))
    }

    deinit {
        try? FileManager.default.removeItem(at: folder)
    }

    /// Runs statements on the file, outside the exporter's code.
    func execute(_ sql: String) throws {
        let database = try DatabaseQueue(path: path)
        try database.writeWithoutTransaction { try $0.execute(sql: sql) }
        try database.close()
    }

    /// Opens the file twice, so that it is seen both on the way and as it stays.
    ///
    /// - Parameter body: also given a copy of the file that nobody has opened since it was written.
    static func with(_ name: String, _ body: (ReadingStore, WrittenStore) async throws -> Void) async throws {
        let written = try WrittenStore(name)
        let file = try WrittenStore(name)
        try ReadingStore(path: file.path).close()
        let store = try ReadingStore(path: file.path)
        defer { store.close() }
        try await body(store, written)
    }

    /// The readings of a series, by the tables of the program that wrote them.
    func readings(of series: SeriesID) throws -> [Reading] {
        let database = try DatabaseQueue(path: path)
        return try database.read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT start, "end", value, text FROM readings JOIN series ON series.id = series
                    JOIN meters ON meters.id = meter JOIN statuses ON statuses.id = status
                    WHERE metering_point = ? AND delivery_category = ? AND microproduction = ? AND unit = ? ORDER BY start
                    """,
                arguments: [
                    series.meter.meteringPoint, series.meter.deliveryCategory, series.meter.microproduction,
                    series.unit,
                ])
        }.map { row in
            Reading(
                start: Timestamp(milliseconds: row["start"]), end: Timestamp(milliseconds: row["end"]),
                value: row["value"], status: row["text"])
        }
    }
}
