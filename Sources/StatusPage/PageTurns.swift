/// Renders one page at a time, however many are requested: a storm of visitors takes one of the store's readers and one
/// processor, and leaves the others to polls and scrapes.
actor PageTurns {
    /// The most waiting requests; further ones are told to try again, so that the line and the wait stay short.
    static let mostWaiting = 32

    private var isTaken = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    /// Runs `body` when it is its turn.
    ///
    /// - Returns: nil if too many wait, or the task was cancelled meanwhile.
    func run<Value: Sendable>(_ body: @Sendable () async -> Value) async -> Value? {
        if isTaken {
            guard waiting.count < Self.mostWaiting else { return nil }
            // The turn is handed over, so that no other request comes between.
            await withCheckedContinuation { waiting.append($0) }
        }
        isTaken = true
        defer {
            if waiting.isEmpty { isTaken = false } else { waiting.removeFirst().resume() }
        }
        return Task.isCancelled ? nil : await body()
    }
}
