#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// The process's limit of open files.
enum OpenFileLimit {
    /// File descriptors left to the rest of the process: its store, its own requests, the listening sockets.
    static let reserve = 64

    #if canImport(Darwin)
        private static let resource = RLIMIT_NOFILE
    #else
        private static let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    #endif

    /// Raises the soft limit where the hard one allows.
    /// - Returns: the connections that can be open, at most `wanted`, at least 1.
    static func makeRoom(forConnections wanted: Int) -> Int {
        var limit = rlimit()
        guard getrlimit(resource, &limit) == 0 else {
            return wanted
        }
        let needed = rlim_t(wanted + reserve)
        if limit.rlim_cur < needed && limit.rlim_cur < limit.rlim_max {
            limit.rlim_cur = min(needed, limit.rlim_max)
            _ = setrlimit(resource, &limit)
            guard getrlimit(resource, &limit) == 0 else {
                return wanted
            }
        }
        return connections(wanted: wanted, openFiles: Int(clamping: limit.rlim_cur))
    }

    /// The connections that `openFiles` descriptors are enough for.
    static func connections(wanted: Int, openFiles: Int) -> Int {
        max(1, min(wanted, openFiles - reserve))
    }
}
