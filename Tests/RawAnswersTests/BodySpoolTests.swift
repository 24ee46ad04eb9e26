import Foundation
import TestSupport
import Testing

@testable import RawAnswers

struct BodySpoolTests {
    @Test func bodiesAreReadBackAndNoFileIsVisible() async throws {
        try await withTemporaryFolder { folder in
            let spool = try AnswerFolder(creating: folder.appending(path: "capture").path).spool()
            let bodies: [[UInt8]] = [Array("first".utf8), [], Array(repeating: 7, count: 3_000_000), [0, 255]]
            let places = try bodies.map { try spool.append($0) }
            #expect(places.map(\.count) == bodies.map(\.count))
            for (place, body) in zip(places, bodies).reversed() { #expect(try spool.body(at: place) == body) }
            #expect(try FileManager.default.subpathsOfDirectory(atPath: folder.path) == ["capture"])
        }
    }

    @Test func anUnwritableFolderIsNamed() async throws {
        try await withTemporaryFolder { folder in
            let path = folder.appending(path: "capture").path
            let answers = try AnswerFolder(creating: path)
            try FileManager.default.removeItem(atPath: path)
            let failure = #expect(throws: AnswerFolder.Failure.self) { try answers.spool() }
            #expect(failure?.description.contains(path) == true)
        }
    }
}
