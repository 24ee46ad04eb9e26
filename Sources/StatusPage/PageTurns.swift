/// Lets one page be made at a time, however many are asked for: a storm of visitors takes one of the store's readers and
/// one processor, and leaves the others to polls and scrapes.
actor PageTurns {
    /// More than these are told to come again, so that the line, and how long one waits in it, stay short.
    static let mostWaiting = 32

    private var isTaken = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    /// Runs `body` when it is its turn.
    ///
    /// - Returns: nil if too many wait, or the task was cancelled meanwhile.
    func run<Value: Sendable>(_ body: @Sendable () async -> Value) async -> Value? {
        if isTaken {
            guard waiting.count < PageTurns.mostWaiting else { return nil }
            // The turn is handed over: nobody gets between.
            await withCheckedContinuation { waiting.append($0) }
        }
        isTaken = true
        defer {
            if waiting.isEmpty { isTaken = false } else { waiting.removeFirst().resume() }
        }
        return Task.isCancelled ? nil : await body()
    }
}
