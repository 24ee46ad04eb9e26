import Foundation
import Ground
import SystemPackage
import Testing

@testable import LineLog

@Suite(.timeLimit(.minutes(1))) struct StandardErrorSinkTests {
    /// A pipe of 64 KiB takes such a line in parts.
    @Test func aLineLongerThanAPipeIsWrittenWhole() throws {
        let pipe = Pipe()
        let line = Data((String(repeating: "x", count: 300_000) + "\n").utf8)
        let descriptor = pipe.fileHandleForWriting.fileDescriptor
        let writer = Thread {
            StandardErrorSink(descriptor: FileDescriptor(rawValue: descriptor)).write(line: Array(line))
            try? pipe.fileHandleForWriting.close()
        }
        writer.start()
        #expect(pipe.fileHandleForReading.readDataToEndOfFile() == line)
    }

    @Test func aPipeThatWouldBlockIsWaitedFor() throws {
        let pipe = Pipe()
        let descriptor = pipe.fileHandleForWriting.fileDescriptor
        #expect(fcntl(descriptor, F_SETFL, O_NONBLOCK) == 0)
        let line = Data((String(repeating: "x", count: 300_000) + "\n").utf8)
        let writer = Thread {
            StandardErrorSink(descriptor: FileDescriptor(rawValue: descriptor)).write(line: Array(line))
            try? pipe.fileHandleForWriting.close()
        }
        writer.start()
        #expect(pipe.fileHandleForReading.readDataToEndOfFile() == line)
    }

    @Test func aDescriptorThatAcceptsNothingEndsTheWriting() {
        StandardErrorSink(descriptor: FileDescriptor(rawValue: -1)).write(line: Array("line\n".utf8))
    }

    @Test func linesOfManyThreadsDoNotMix() throws {
        let pipe = Pipe()
        let descriptor = pipe.fileHandleForWriting.fileDescriptor
        let writers = (0..<8).map { index in
            Thread {
                let sink = StandardErrorSink(descriptor: FileDescriptor(rawValue: descriptor))
                let line = Array((String(repeating: String(index), count: 9_000) + "\n").utf8)
                for _ in 0..<20 { sink.write(line: line) }
            }
        }
        for writer in writers { writer.start() }
        let total = 8 * 20 * 9_001
        var data = Data()
        while data.count < total {
            let more = pipe.fileHandleForReading.availableData
            guard !more.isEmpty else { break }
            data += more
        }
        let lines = String(decoding: data, as: UTF8.self).split(separator: "\n")
        #expect(lines.count == 160)
        #expect(lines.allSatisfy { $0.count == 9_000 && Set($0).count == 1 })
    }
}
