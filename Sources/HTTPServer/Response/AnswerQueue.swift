/// The answers that a connection owes, in the order of their requests (RFC 9112 section 9.3.2).
struct AnswerQueue {
    private struct Slot {
        let id: UInt64
        var frame: AnswerFrame
        var response: HTTPResponse?
    }

    private var slots: [Slot] = []
    private var nextID: UInt64 = 0

    /// Answers owed, complete or not.
    var count: Int { slots.count }

    var isEmpty: Bool { slots.isEmpty }

    /// Keeps a place for the answer to the newest request.
    ///
    /// - Returns: the id for ``fulfil(_:with:)``.
    mutating func append(_ frame: AnswerFrame, response: HTTPResponse? = nil) -> UInt64 {
        defer { nextID += 1 }
        slots.append(Slot(id: nextID, frame: frame, response: response))
        return nextID
    }

    /// Puts an awaited answer into its place.
    mutating func fulfil(_ id: UInt64, with response: HTTPResponse, permit: RequestLimit.Permit? = nil) {
        hold(permit, for: id)
        if let index = slots.firstIndex(where: { $0.id == id }) {
            slots[index].response = response
        }
    }

    /// Keeps a permit, if there is one, with an awaited answer.
    mutating func hold(_ permit: RequestLimit.Permit?, for id: UInt64) {
        if let permit, let index = slots.firstIndex(where: { $0.id == id }) {
            slots[index].frame.permit = permit
        }
    }

    /// Removes and returns the oldest answer, if it is there.
    mutating func popReady() -> (frame: AnswerFrame, response: HTTPResponse)? {
        guard let first = slots.first, let response = first.response else { return nil }
        slots.removeFirst()
        return (first.frame, response)
    }
}

/// The parts of a request that decide about the framing and counting of its answer.
struct AnswerFrame: Sendable {
    /// The route's label or `other`, for the count of answers.
    var pathLabel = RouteTable.otherPath
    /// HEAD: the header fields of GET, no body (RFC 9110 section 9.3.2).
    var headOnly = false
    /// True if the client speaks HTTP/1.0, in which a kept connection must be announced.
    var isVersion10 = false
    /// True if the connection closes after this answer.
    var closes = false
    /// Held until the client has taken the answer.
    var permit: RequestLimit.Permit?
}
