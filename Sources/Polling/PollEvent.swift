package import Ground

/// News of the poll loops for the snapshot: each event can change a scrape or the page.
package enum PollEvent: Sendable {
    case began(PolledEndpoint, at: Timestamp)
    /// Some pages of a running poll are stored.
    case stored
    /// Readings that ended before a time were deleted.
    case deleted(before: Timestamp)
    /// A poll ended, and the next one is due.
    case ended(PollOutcome, next: Timestamp)
}

/// The phase of a poll loop.
package enum PollTurn: Sendable, Equatable {
    case underWay(since: Timestamp)
    case next(at: Timestamp)
}

/// The state of one endpoint's polls.
package struct PollStatus: Sendable {
    /// The newest poll; nil until the first has ended.
    package var newest: PollOutcome?
    /// The end of the newest poll that succeeded wholly, including earlier runs of the program.
    package var lastSuccess: Timestamp?
    /// Nil until the loop has begun.
    package var turn: PollTurn?

    /// Creates a state; the default is that before the first poll.
    package init(newest: PollOutcome? = nil, lastSuccess: Timestamp? = nil, turn: PollTurn? = nil) {
        self.newest = newest
        self.lastSuccess = lastSuccess
        self.turn = turn
    }

    /// Records the end of a poll.
    package mutating func record(_ outcome: PollOutcome, next: Timestamp) {
        newest = outcome
        if outcome.isSuccess { lastSuccess = outcome.end }
        turn = .next(at: next)
    }
}
