import Foundation
import Ground
import Logging
import SystemPackage
import TestSupport
import Testing

@testable import LineLog

struct JournalStreamTests {
    private static let text = [
        "<7>ts=T level=debug msg=detail", "<6>ts=T level=info msg=note", "<4>ts=T level=warn msg=care",
        "<3>ts=T level=error msg=fault", "<3>ts=T level=error msg=\"two\\nlines\"",
    ]

    @Test func linesToTheJournalBeginWithTheirPriority() async throws {
        #expect(try await written(journal: { "\($0.deviceID.rawValue):\($0.inode.rawValue)" }) == Self.text)
    }

    @Test func linesToTheJournalAsJSONBeginWithTheirPriority() async throws {
        let lines = try await written(.json, journal: { "\($0.deviceID.rawValue):\($0.inode.rawValue)" })
        #expect(lines.map { $0.prefix(4) } == ["<7>{", "<6>{", "<4>{", "<3>{", "<3>{"])
    }

    @Test func linesToAnotherFileThanTheJournalHaveNoPriority() async throws {
        let plain = Self.text.map { String($0.dropFirst(3)) }
        #expect(try await written(journal: { _ in nil }) == plain)
        #expect(try await written(journal: { "\($0.deviceID.rawValue):\($0.inode.rawValue + 1)" }) == plain)
        #expect(try await written(journal: { "\($0.deviceID.rawValue + 1):\($0.inode.rawValue)" }) == plain)
    }

    @Test(arguments: [
        "", ":", "1", "1:", ":1", "1:2:3", "a:b", "-1:2", "+1:2", "1: 2", "0x1:2", "1:99999999999999999999999", "1:2\n",
    ])
    func aVariableThatNamesNoStreamIsIgnored(text: String) {
        #expect(JournalStream(text) == nil)
        #expect(!StandardErrorSink(descriptor: .standardError, journal: text).takesPriority)
    }

    @Test func theNumbersAreThoseOfTheStream() throws {
        let stream = try #require(JournalStream("8:18446744073709551615"))
        #expect(stream.device == 8)
        #expect(stream.inode == .max)
        #expect(!stream.isOpen(as: FileDescriptor(rawValue: -1)))
    }

    /// Logs a line of each level to a file, and returns the file's lines.
    private func written(
        _ format: LogFormat = .logfmt, journal: (Stat) -> String?
    ) async throws -> [String] {
        try await withTemporaryFolder { folder in
            let path = folder.appending(path: "journal").path
            let file = try FileDescriptor.open(path, .writeOnly, options: .create, permissions: .ownerReadWrite)
            defer { try? file.close() }
            let sink = StandardErrorSink(descriptor: file, journal: journal(try file.stat()))
            let logger = Logger.lines(
                LineLogHandler(level: .debug, format: format, sink: sink, now: { Timestamp(milliseconds: 0) }))
            logger.debug("detail")
            logger.info("note")
            logger.warning("care")
            logger.error("fault")
            logger.critical("two\nlines")
            return try String(contentsOfFile: path, encoding: .utf8).replacing("1970-01-01T00:00:00.000Z", with: "T")
                .split(separator: "\n").map(String.init)
        }
    }
}
