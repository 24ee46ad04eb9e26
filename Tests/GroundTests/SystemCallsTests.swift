import Foundation
import Ground
import SystemPackage
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct SystemCallsTests {
    @Test func aLockIsHeldByOneAndFreeAfterwards() async throws {
        try await withTemporaryFolder { folder in
            let path = folder.appending(path: "lock").path
            let one = try FileDescriptor.open(path, .readWrite, options: .create, permissions: .ownerReadWrite)
            let other = try FileDescriptor.open(path, .readWrite)
            try one.lockExclusively()
            #expect(throws: Errno.wouldBlock) { try other.lockExclusively() }
            one.unlock()
            try other.lockExclusively()
            try one.close()
            try other.close()
        }
    }

    @Test func aFullPipeIsWaitedForUntilThePatienceIsOver() throws {
        let (reading, writing) = try FileDescriptor.pipe()
        #expect(fcntl(writing.rawValue, F_SETFL, O_NONBLOCK) == 0)
        let bytes = [UInt8](repeating: 1, count: 1 << 20)
        #expect(throws: Errno.wouldBlock) {
            try bytes.withUnsafeBytes { try writing.writeAll($0, patience: .milliseconds(1)) }
        }
        try reading.close()
        try writing.close()
    }

    @Test func filesAreRenamedRemovedAndResolved() async throws {
        try await withTemporaryFolder { folder in
            let folder = try #require(SystemCalls.resolved(folder.path))
            try SystemCalls.makeFolder("\(folder)/made", permissions: .ownerReadWriteExecute)
            #expect(throws: Errno.fileExists) {
                try SystemCalls.makeFolder("\(folder)/made", permissions: .ownerReadWriteExecute)
            }
            try Data().write(to: URL(filePath: "\(folder)/made/one"))
            try SystemCalls.rename("\(folder)/made/one", to: "\(folder)/made/two")
            #expect(SystemCalls.resolved("\(folder)/made/../made/two") == "\(folder)/made/two")
            #expect(SystemCalls.countEntries(of: "\(folder)/made") == 3)
            try SystemCalls.remove("\(folder)/made/two")
            #expect(SystemCalls.resolved("\(folder)/made/two") == nil)
            #expect(throws: Errno.noSuchFileOrDirectory) { try SystemCalls.remove("\(folder)/made/two") }
            #expect(try #require(SystemCalls.freeBytes(at: folder)) > 0)
            #expect(SystemCalls.freeBytes(at: "\(folder)/missing") == nil)
        }
    }

    @Test func theLimitsOfTheProcessAreKnown() throws {
        let limit = try #require(SystemCalls.limit(of: .openFiles))
        #expect(limit.soft > 0 && limit.soft <= limit.hard)
        SystemCalls.setLimit(of: .openFiles, soft: limit.soft, hard: limit.hard)
        #expect(SystemCalls.limit(of: .openFiles)?.soft == limit.soft)
    }

    @Test func theClockIsThatOfTheSystem() {
        #expect(abs(WallClock.now().seconds - Date().timeIntervalSince1970) < 60)
    }

    @Test func aPipeIsNotATerminal() throws {
        let (reading, writing) = try FileDescriptor.pipe()
        #expect(!writing.isTerminal && writing.columns == nil)
        try reading.close()
        try writing.close()
    }
}
