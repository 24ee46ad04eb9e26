import Foundation
import Ground
import Metering
import ReadingStore
import Testing

struct StoreBackupTests {
    private func mode(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    @Test func aCopyOfAStoreInUseIsCompleteAndPrivate() async throws {
        let temporary = try TemporaryStore()
        let copy = temporary.folder.appending(path: "copy.sqlite").path
        _ = try await temporary.store.recordTestPage(page(values: [1, 2]))
        #expect(try StoreBackup(of: temporary.path, to: copy).write() > 0)
        #expect(try mode(copy) == 0o600)
        // Later writes are not in the copy, and the store keeps working.
        _ = try await temporary.store.recordTestPage(page(from: 2 * quarter, values: [3]))
        func values() async throws -> [Double] {
            let store = try ReadingStore(path: copy)
            defer { store.close() }
            return try await store.values()
        }
        #expect(try await values() == [1, 2])
        _ = try StoreBackup(of: temporary.path, to: copy).write()
        #expect(try await values() == [1, 2, 3])
        #expect(!FileManager.default.fileExists(atPath: copy + ".partial"))
    }

    @Test func onlyAnEarlierCopyIsReplaced() async throws {
        let temporary = try TemporaryStore()
        let notes = temporary.folder.appending(path: "notes.txt")
        try Data("my notes".utf8).write(to: notes)
        let link = temporary.folder.appending(path: "link.sqlite")
        try FileManager.default.createSymbolicLink(atPath: link.path, withDestinationPath: temporary.path)
        for target in [notes.path, temporary.path, temporary.path + ".lock", link.path, temporary.folder.path] {
            let error = #expect(throws: StoreError.self, "\(target)") {
                try StoreBackup(of: temporary.path, to: target).write()
            }
            #expect(error.map { "\($0)".hasPrefix("\(target) cannot be written: it ") } == true, "\(error as Any)")
        }
        #expect(try String(contentsOf: notes, encoding: .utf8) == "my notes")
        #expect(try await temporary.store.readings.count() == 0)
        let missing = temporary.folder.appending(path: "none.sqlite").path
        #expect(throws: StoreError.self) { try StoreBackup(of: missing, to: temporary.folder.path + "/copy").write() }
        let nowhere = StoreError.copyNotWritable(path: "/nowhere/copy.sqlite", reason: "No such file or directory")
        #expect(throws: nowhere) { try StoreBackup(of: temporary.path, to: "/nowhere/copy.sqlite").write() }
    }
}
