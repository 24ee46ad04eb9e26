/// The open connections, and the choice of the one to close when there are too many. A value without input or output.
struct ConnectionRegistry {
    typealias ID = UInt64

    private let capacity: Int
    private var lastRequests: [ID: UInt64] = [:]
    private var sequence: UInt64 = 0

    /// Creates a registry for at most `capacity` connections, at least one.
    init(capacity: Int) {
        self.capacity = max(1, capacity)
    }

    var count: Int { lastRequests.count }

    /// Enters a new connection; its arrival counts like a request.
    ///
    /// - Returns: the connection that must be closed for it, already removed.
    mutating func add(_ id: ID) -> ID? {
        let evicted = count >= capacity ? evict() : nil
        stamp(id)
        return evicted
    }

    /// Records that the connection has sent a complete request.
    mutating func requestCompleted(_ id: ID) {
        if lastRequests[id] != nil {
            stamp(id)
        }
    }

    mutating func remove(_ id: ID) {
        lastRequests[id] = nil
    }

    /// Removes the connection that has gone longest without a complete request. It searches all of them: cheap at these
    /// numbers, and only done at the limit.
    mutating func evict() -> ID? {
        let oldest = lastRequests.min { $0.value < $1.value }?.key
        if let oldest {
            lastRequests[oldest] = nil
        }
        return oldest
    }

    private mutating func stamp(_ id: ID) {
        sequence += 1
        lastRequests[id] = sequence
    }
}
