import Foundation
import Ground
import SystemPackage
import TestSupport
import Testing

struct SmallFileTests {
    @Test func aFileIsReadWhole() async throws {
        try await withTemporaryFolder { folder in
            let path = folder.appending(path: "file").path
            let bytes = (0..<100_000).map { UInt8(truncatingIfNeeded: $0) }
            try Data(bytes).write(to: URL(filePath: path))
            #expect(try SmallFile(path, limit: bytes.count).bytes == bytes)
            #expect(throws: SmallFile.Failure.tooLarge) { try SmallFile(path, limit: bytes.count - 1) }
            #expect(SmallFile.exists(path) && !SmallFile.isFolder(path))
        }
    }

    @Test func theReadersOfAFileAreKnown() async throws {
        try await withTemporaryFolder { folder in
            let path = folder.appending(path: "file").path
            try Data("key".utf8).write(to: URL(filePath: path))
            for (mode, isWorldReadable) in [(0o600, false), (0o640, false), (0o644, true)] {
                try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
                #expect(try SmallFile(path, limit: 10).isWorldReadable == isWorldReadable)
            }
        }
    }

    @Test func anythingButAFileIsRefusedWithoutWaiting() async throws {
        try await withTemporaryFolder { folder in
            let pipe = folder.appending(path: "pipe").path
            try #require(mkfifo(pipe, 0o600) == 0)
            #expect(throws: SmallFile.Failure.isNotRegular) { try SmallFile(pipe, limit: 10) }
            #expect(throws: SmallFile.Failure.isFolder) { try SmallFile(folder.path, limit: 10) }
            #expect(throws: SmallFile.Failure.pathHoldsNUL) { try SmallFile("a\0b", limit: 10) }
            let missing = folder.appending(path: "missing").path
            #expect(throws: SmallFile.Failure.system(.noSuchFileOrDirectory)) { try SmallFile(missing, limit: 10) }
            #expect(!SmallFile.exists(missing) && SmallFile.isFolder(folder.path))
        }
    }
}
