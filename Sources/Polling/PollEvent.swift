package import Ground

/// The news of the poll loops, for the snapshot: what is told here can change what a scrape or the page shows.
package enum PollEvent: Sendable {
    case began(PolledEndpoint, at: Timestamp)
    /// Some pages of a poll under way are in the store.
    case stored
    /// Readings that ended before a time were deleted.
    case deleted(before: Timestamp)
    /// A poll ended, and the next one is due.
    case ended(PollOutcome, next: Timestamp)
}

/// The place of a poll loop in its round.
package enum PollTurn: Sendable, Equatable {
    case underWay(since: Timestamp)
    case next(at: Timestamp)
}

/// The state of one endpoint's polls.
package struct PollStatus: Sendable {
    /// The newest poll; nil until the first has ended.
    package var newest: PollOutcome?
    /// The end of the newest poll that succeeded wholly, also one of an earlier run of the program.
    package var lastSuccess: Timestamp?
    /// Nil until the loop has begun.
    package var turn: PollTurn?

    /// Creates a state; the default is that before the first poll.
    package init(newest: PollOutcome? = nil, lastSuccess: Timestamp? = nil, turn: PollTurn? = nil) {
        self.newest = newest
        self.lastSuccess = lastSuccess
        self.turn = turn
    }

    /// Takes over an ended poll.
    package mutating func record(_ outcome: PollOutcome, next: Timestamp) {
        newest = outcome
        if outcome.isSuccess { lastSuccess = outcome.end }
        turn = .next(at: next)
    }
}
