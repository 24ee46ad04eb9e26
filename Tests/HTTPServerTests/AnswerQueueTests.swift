import Testing

@testable import HTTPServer

struct AnswerQueueTests {
    @Test func answersLeaveTheQueueInTheOrderOfTheRequests() {
        var queue = AnswerQueue()
        let first = queue.append(AnswerFrame(pathLabel: "1"))
        _ = queue.append(AnswerFrame(pathLabel: "2"), response: .text(200, "2"))
        let third = queue.append(AnswerFrame(pathLabel: "3"))
        #expect(queue.popReady() == nil)
        queue.fulfil(third, with: .text(200, "3"))
        #expect(queue.popReady() == nil)
        queue.fulfil(first, with: .text(200, "1"))
        #expect([queue.popReady(), queue.popReady(), queue.popReady()].map { $0?.frame.pathLabel } == ["1", "2", "3"])
        #expect(queue.isEmpty)
    }
}
