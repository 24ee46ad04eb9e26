import Ground

/// The process's limit of open files.
enum OpenFileLimit {
    /// File descriptors kept for the rest of the process: its store, its own requests, the listening sockets.
    static let reserve = 64

    /// Raises the soft limit as far as the hard one allows.
    /// - Returns: the number of connections that can be open, from 1 to `wanted`.
    static func makeRoom(forConnections wanted: Int) -> Int {
        guard var limit = SystemCalls.limit(of: .openFiles) else { return wanted }
        let needed = UInt64(wanted + reserve)
        if limit.soft < needed, limit.soft < limit.hard {
            SystemCalls.setLimit(of: .openFiles, soft: min(needed, limit.hard), hard: limit.hard)
            guard let raised = SystemCalls.limit(of: .openFiles) else { return wanted }
            limit = raised
        }
        return connections(wanted: wanted, openFiles: Int(clamping: limit.soft))
    }

    /// Returns the number of connections that `openFiles` descriptors suffice for.
    static func connections(wanted: Int, openFiles: Int) -> Int {
        max(1, min(wanted, openFiles - reserve))
    }
}
