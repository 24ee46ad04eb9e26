import Foundation
import TestSupport
import Testing

@testable import Export

struct ExportOutputTests {
    private func names(_ folder: URL) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    }

    private func write(_ text: String, to output: ExportOutput) throws {
        try Array(text.utf8).withUnsafeBytes { try output.write($0) }
    }

    @Test func theFileAppearsOnceItIsComplete() async throws {
        try await withTemporaryFolder { folder in
            let file = folder.appending(path: "out.csv")
            let output = try ExportOutput(path: file.path)
            try write("whole", to: output)
            #expect(!FileManager.default.fileExists(atPath: file.path))
            try output.finish()
            #expect(try String(contentsOf: file, encoding: .utf8) == "whole")
            #expect(try names(folder) == ["out.csv"])
        }
    }

    @Test func aDiscardedExportLeavesOnlyTheOldFile() async throws {
        try await withTemporaryFolder { folder in
            let file = folder.appending(path: "out.csv")
            try Data("old".utf8).write(to: file)
            let output = try ExportOutput(path: file.path)
            try write("new", to: output)
            output.discard()
            #expect(try names(folder) == ["out.csv"])
            #expect(try String(contentsOf: file, encoding: .utf8) == "old")
        }
    }

    @Test func anAbandonedExportIsDiscarded() async throws {
        try await withTemporaryFolder { folder in
            do {
                let output = try ExportOutput(path: folder.appending(path: "out.csv").path)
                try write("half", to: output)
            }
            #expect(try names(folder) == [])
        }
    }

    @Test func aLinkStaysALink() async throws {
        try await withTemporaryFolder { folder in
            let real = folder.appending(path: "real.csv")
            let link = folder.appending(path: "link.csv")
            try Data("old".utf8).write(to: real)
            try FileManager.default.createSymbolicLink(at: link, withDestinationURL: real)
            let output = try ExportOutput(path: link.path)
            try write("new", to: output)
            try output.finish()
            #expect(try String(contentsOf: real, encoding: .utf8) == "new")
            #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link.path) == real.path)
        }
    }

    @Test func onlyItsOwnerMayReadIt() async throws {
        try await withTemporaryFolder { folder in
            let file = folder.appending(path: "out.csv")
            let output = try ExportOutput(path: file.path)
            try output.finish()
            let mode = try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions] as? Int
            #expect((mode ?? 0o777) & 0o027 == 0)
        }
    }

    @Test func aFullDiskSaysSo() throws {
        let output = try ExportOutput(path: "/dev/full")
        #expect(throws: ExportError.diskFull(path: "/dev/full")) { try write("x", to: output) }
    }

    @Test func aFolderOrAMissingPathIsAClearError() async throws {
        try await withTemporaryFolder { folder in
            #expect(throws: ExportError.notWritable(path: folder.path, reason: "it is a folder")) {
                try ExportOutput(path: folder.path)
            }
            let nowhere = folder.appending(path: "none/out.csv").path
            #expect(throws: ExportError.notWritable(path: nowhere, reason: "No such file or directory")) {
                try ExportOutput(path: nowhere)
            }
        }
    }

    @Test func filesOfTheExporterAreNotReplaced() async throws {
        try await withTemporaryFolder { folder in
            let store = folder.appending(path: "readings.sqlite")
            try Data("store".utf8).write(to: store)
            let link = folder.appending(path: "link").path
            try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: store.path)
            for path in [store.path, link, folder.path + "/./readings.sqlite"] {
                #expect(throws: ExportError.ownFile(path: path)) {
                    try ExportOutput(path: path, protected: [store.path])
                }
            }
            #expect(try String(contentsOf: store, encoding: .utf8) == "store")
        }
    }
}
