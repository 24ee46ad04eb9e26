/// The answers that a connection owes, in the order of their requests (RFC 9112 section 9.3.2).
struct AnswerQueue {
    private struct Slot {
        let id: UInt64
        let frame: AnswerFrame
        var response: HTTPResponse?
    }

    private var slots: [Slot] = []
    private var nextID: UInt64 = 0

    /// Answers owed, complete or not.
    var count: Int { slots.count }

    var isEmpty: Bool { slots.isEmpty }

    /// Takes a place for the answer to the newest request.
    /// - Returns: what ``fulfil(_:with:)`` is to be called with.
    mutating func append(_ frame: AnswerFrame, response: HTTPResponse? = nil) -> UInt64 {
        defer { nextID += 1 }
        slots.append(Slot(id: nextID, frame: frame, response: response))
        return nextID
    }

    /// The answer that was waited for is there.
    mutating func fulfil(_ id: UInt64, with response: HTTPResponse) {
        if let index = slots.firstIndex(where: { $0.id == id }) {
            slots[index].response = response
        }
    }

    /// The next answer that may be written, where the oldest one is there.
    mutating func popReady() -> (frame: AnswerFrame, response: HTTPResponse)? {
        guard let first = slots.first, let response = first.response else {
            return nil
        }
        slots.removeFirst()
        return (first.frame, response)
    }
}
