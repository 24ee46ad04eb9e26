import Foundation
import Ground
import Metering
import Testing

@testable import ReadingStore

/// A reader of a store that no program has open for writing, until one does.
struct ReaderFileTests {
    private func withClosedStore(_ body: (_ path: String) async throws -> Void) async throws {
        let file = try TemporaryStore()
        _ = try await file.store.readings.record(page(values: [1]), group: "main", order: order, now: now)
        file.store.close()
        for suffix in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: file.path + suffix) }
        try await body(file.path)
    }

    private let now = Timestamp(milliseconds: 30 * day)

    private func values(_ reader: StoreReader) throws -> [Double] {
        let series = try #require(try reader.series().first)
        var readings = ReadingColumns()
        try reader.read(series, from: 0, to: day, atMost: 100, into: &readings)
        return readings.values
    }

    @Test func aReaderMakesNoFiles() async throws {
        try await withClosedStore { path in
            let reader = try #require(try StoreReader(path: path))
            #expect(try values(reader) == [1])
            reader.close()
            #expect(!FileManager.default.fileExists(atPath: path + "-wal"))
            #expect(!FileManager.default.fileExists(atPath: path + "-shm"))
        }
    }

    @Test func aReaderSeesLaterWrites() async throws {
        try await withClosedStore { path in
            let reader = try #require(try StoreReader(path: path))
            #expect(try values(reader) == [1])
            let store = try ReadingStore(path: path)
            let more = page(from: quarter, values: (0..<60).map { Double($0) })
            _ = try await store.readings.record(more, group: "main", order: order, now: now)
            // Writes the log into the file.
            store.close()
            #expect(try values(reader) == [1] + (0..<60).map { Double($0) })
            reader.close()
        }
    }

    @Test func aPathWithUnusualLettersIsRead() async throws {
        try await withClosedStore { path in
            let odd = URL(filePath: path).deletingLastPathComponent().appending(path: "50% of ? & #1 å.sqlite").path
            try FileManager.default.copyItem(atPath: path, toPath: odd)
            let reader = try #require(try StoreReader(path: odd))
            #expect(try values(reader) == [1])
            reader.close()
        }
    }
}
