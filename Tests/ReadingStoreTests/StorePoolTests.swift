import Foundation
import GRDB
import Metering
import Testing

@testable import ReadingStore

struct StorePoolTests {
    /// Opens a path and returns the error as text; a store that opens is closed again.
    private func failure(_ path: String) -> String {
        do {
            try ReadingStore(path: path).close()
            return "it opened"
        } catch {
            return "\(error)"
        }
    }

    @Test func readingsSurviveClosingAndOpening() async throws {
        let temporary = try TemporaryStore()
        _ = try await temporary.store.recordTestPage(page(values: [1, 2]))
        temporary.store.close()
        // The lock is held as long as the first store lives, so a copy is opened.
        let copy = temporary.folder.appending(path: "copy.sqlite").path
        try FileManager.default.copyItem(atPath: temporary.path, toPath: copy)
        let reopened = try ReadingStore(path: copy)
        defer { reopened.close() }
        #expect(try await reopened.values() == [1, 2])
    }

    @Test func aClosedStoreFailsAndDoesNotCrash() async throws {
        let temporary = try TemporaryStore()
        temporary.store.close()
        temporary.store.close()
        await #expect(throws: StoreError.failed(path: temporary.path, reason: "it has been closed")) {
            _ = try await temporary.store.readings.contents()
        }
        await #expect(throws: StoreError.self) { _ = try await temporary.store.recordTestPage(page(values: [1])) }
    }

    @Test func theErrorOfASecondWriterNamesTheFirst() throws {
        let temporary = try TemporaryStore()
        let text = failure(temporary.path)
        #expect(
            text == "the store \(temporary.path) is in use by process \(ProcessInfo.processInfo.processIdentifier): "
                + "only one exporter can write to a store. Stop the other one, or set another storage.path")
    }

    @Test func theLockIsReleasedWithTheStore() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "store-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "readings.sqlite").path
        #expect(failure(path) == "it opened")
        #expect(failure(path) == "it opened")
    }

    @Test func theFolderOfTheFileIsCreatedButNotItsParent() throws {
        let temporary = try TemporaryStore()
        #expect(failure(temporary.folder.appending(path: "data/readings.sqlite").path) == "it opened")
        let deep = temporary.folder.appending(path: "a/b").path
        #expect(
            failure(deep + "/readings.sqlite")
                == "the folder \(deep) of the store cannot be created (No such file or directory): create it, "
                + "or set another storage.path")
    }

    @Test(arguments: [
        // A header that is not SQLite's, and a header that is, in front of rubbish.
        Data("This is a text of somebody's, and not a database at all.".utf8),
        Data("SQLite format 3\0".utf8) + Data(repeating: 0xA5, count: 8000),
    ])
    func aDamagedFileIsReportedAndLeftUnchanged(content: Data) throws {
        let temporary = try TemporaryStore()
        let path = temporary.folder.appending(path: "damaged.sqlite").path
        try content.write(to: URL(filePath: path))
        let text = failure(path)
        #expect(text.hasPrefix("the store \(path) is damaged ("), "\(text)")
        #expect(text.hasSuffix("or move it away, and the exporter fetches again what the API still has"))
        #expect(try Data(contentsOf: URL(filePath: path)) == content)
    }

    @Test func aDamagedTableIsAReadError() async throws {
        let temporary = try TemporaryStore()
        _ = try await temporary.store.recordTestPage(page(values: (0..<50_000).map(Double.init)))
        temporary.store.close()
        let copy = temporary.folder.appending(path: "copy.sqlite").path
        var bytes = try Data(contentsOf: URL(filePath: temporary.path))
        bytes.replaceSubrange((bytes.count / 3)..<(bytes.count / 3 * 2), with: Data(count: bytes.count / 3))
        try bytes.write(to: URL(filePath: copy))
        let damaged = try ReadingStore(path: copy)
        defer { damaged.close() }
        await #expect {
            _ = try await damaged.values()
        } throws: { error in
            if case StoreError.damaged(copy, _) = error { true } else { false }
        }
    }

    @Test func theDatabaseOfAnotherProgramIsLeftUnchanged() throws {
        let temporary = try TemporaryStore()
        let path = temporary.folder.appending(path: "other.sqlite").path
        let other = try DatabaseQueue(path: path)
        try other.write { try $0.execute(sql: "CREATE TABLE precious (id INTEGER)") }
        try other.close()
        let before = try Data(contentsOf: URL(filePath: path))
        #expect(
            failure(path) == "\(path) is not a store of this exporter, and was left as it is: set another storage.path")
        #expect(try Data(contentsOf: URL(filePath: path)) == before)
    }

    @Test func aStoreOfANewerVersionIsLeftUnchanged() throws {
        let temporary = try TemporaryStore()
        let path = temporary.folder.appending(path: "newer.sqlite").path
        #expect(failure(path) == "it opened")
        let newer = try DatabaseQueue(path: path)
        try newer.writeWithoutTransaction {
            try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('99 something of the future')")
        }
        try newer.close()
        let before = try Data(contentsOf: URL(filePath: path))
        #expect(
            failure(path) == "the store \(path) was written by a newer version of the exporter, and was left as it is: "
                + "update the exporter, or set another storage.path")
        #expect(try Data(contentsOf: URL(filePath: path)) == before)
    }

    @Test func aFolderInsteadOfTheFileIsAClearError() throws {
        let temporary = try TemporaryStore()
        let text = failure(temporary.folder.path)
        #expect(text.hasPrefix("the store \(temporary.folder.path) cannot be written (it is not a file)"), "\(text)")
    }

    @Test func aFullDiskFailsThePageAsAWholeAndHarmsNothing() async throws {
        let temporary = try TemporaryStore()
        // SQLite answers SQLITE_FULL at this size just as it does when the disk is full.
        let path = temporary.folder.appending(path: "small.sqlite").path
        let store = try ReadingStore(path: path) { try $0.execute(sql: "PRAGMA max_page_count = 60") }
        defer { store.close() }
        _ = try await store.recordTestPage(page(values: [1, 2]))
        await #expect(throws: StoreError.full(path: path)) {
            _ = try await store.recordTestPage(page(values: (0..<50_000).map(Double.init)))
        }
        #expect(try await store.values() == [1, 2])
        #expect(try await store.recordTestPage(page(values: [1, 2, 3])) == StoredCounts(new: 1, unchanged: 2))
    }
}
