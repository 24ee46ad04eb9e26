/// Messages from tasks to the loop's thread.
final class Mailbox: Sendable {
    /// Everything received since the last call.
    struct Mail {
        var submissions: [Submission] = []
        /// The IDs of submissions of this or an earlier call; unknown ones have ended meanwhile.
        var cancellations: [UInt64] = []
        var isClosed = false
    }

    private struct State {
        var mail = Mail()
        var lastID: UInt64 = 0
        /// Nil once closed, so that the loop holds the last reference.
        var multi: MultiHandle?
    }

    private let state: Locked<State>

    init(waking multi: MultiHandle) {
        state = Locked(State(multi: multi))
    }

    func nextID() -> UInt64 {
        state.withLock { state in
            state.lastID += 1
            return state.lastID
        }
    }

    /// Hands a submission to the loop. Returns false if the loop was told to end and will not see it.
    func submit(_ submission: Submission) -> Bool {
        let multi = state.withLock { state in
            if state.multi != nil { state.mail.submissions.append(submission) }
            return state.multi
        }
        multi?.wakeUp()
        return multi != nil
    }

    func cancel(_ id: UInt64) {
        let multi = state.withLock { state in
            if state.multi != nil { state.mail.cancellations.append(id) }
            return state.multi
        }
        multi?.wakeUp()
    }

    /// Tells the loop to end. Further calls have no effect.
    func close() {
        let multi = state.withLock { state in
            defer { state.multi = nil }
            state.mail.isClosed = true
            return state.multi
        }
        multi?.wakeUp()
    }

    func take() -> Mail {
        state.withLock { state in
            defer { state.mail = Mail(isClosed: state.mail.isClosed) }
            return state.mail
        }
    }
}
