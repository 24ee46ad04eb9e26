import Foundation
import RawAnswers
import TestSupport
import Testing

struct RawAnswerTests {
    private let answer = RawAnswer(
        target: "/api/Consumption/TimeSeries?customerNumbers=100001", askedAt: "2026-11-24T10:00:00.000Z", status: 403,
        headers: [
            .init(name: "Content-Type", value: "application/json; charset=utf-8"),
            .init(name: "Retry-After", value: "7"),
        ],
        body: [0x7B, 0xC3, 0x0A, 0x7D])

    @Test func writtenAnswersAreReadBack() {
        #expect(RawAnswer(head: answer.head, body: answer.body) == answer)
    }

    @Test func aLineBreakInAHeaderStaysOneLine() {
        var odd = answer
        odd.headers = [.init(name: "X", value: "a\nGET /b")]
        #expect(RawAnswer(head: odd.head, body: [])?.headers == [.init(name: "X", value: "a GET /b")])
    }

    @Test(arguments: ["", "GET /x\nAsked: y\n", "POST /x\nAsked: y\nStatus: 200\n", "GET /x\nAsked: y\nStatus: fine\n"])
    func anyOtherTextIsRefused(_ head: String) {
        #expect(RawAnswer(head: head, body: []) == nil)
    }

    @Test func onlyTheOwnerCanReadAFolder() async throws {
        try await withTemporaryFolder { folder in
            let path = folder.appending(path: "capture").path
            let answers = try AnswerFolder(creating: path)
            for index in 0..<2 { try answers.write(answer, at: index) }
            try answers.write(readme: "text")
            func mode(_ path: String) throws -> Int? {
                try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            }
            #expect(try mode(path) == 0o700)
            let files = try FileManager.default.contentsOfDirectory(atPath: path).sorted()
            #expect(files == ["0001.body", "0001.head", "0002.body", "0002.head", "README.md"])
            for file in files { #expect(try mode("\(path)/\(file)") == 0o600) }
            #expect(try AnswerFolder.read(path) == [answer, answer])
        }
    }

    @Test func anEmptyFolderIsAcceptedAndAFullOneRefused() async throws {
        try await withTemporaryFolder { folder in
            try AnswerFolder(creating: folder.path).write(answer, at: 0)
            #expect(throws: AnswerFolder.Failure.self) { try AnswerFolder(creating: folder.path) }
            #expect(throws: AnswerFolder.Failure.self) { try AnswerFolder(creating: folder.path + "/0001.head") }
            #expect(throws: AnswerFolder.Failure.self) { try AnswerFolder(creating: folder.path + "/a/b") }
        }
    }

    @Test func aFolderWithoutAnswersSaysSo() async throws {
        try await withTemporaryFolder { folder in
            let error = #expect(throws: AnswerFolder.Failure.self) { try AnswerFolder.read(folder.path) }
            #expect(error?.description.contains("there is no 0001.head") == true)
        }
    }

    @Test(arguments: [
        (#""ps":"2026-02-27T23:00:00","#, #""ps":"2026-03-01T23:00:00","#),
        ("fromDate=2026-12-31&x=2026-01-01T00%3A00", "fromDate=2027-01-02&x=2026-01-03T00%3A00"),
        ("2026-11-24T10:00:00.1234567+02:00 0001-01-01", "2026-11-26T10:00:00.1234567+02:00 0001-01-01"),
        ("12026-11-24 2026-11-245 2026-13-01 2026-1", "12026-11-24 2026-11-245 2026-13-01 2026-1"),
    ])
    func datesMoveByWholeDaysAndKeepTheirForm(_ text: String, _ moved: String) {
        #expect(String(decoding: CapturedDates.moved(Array(text.utf8), byDays: 2), as: UTF8.self) == moved)
    }
}
