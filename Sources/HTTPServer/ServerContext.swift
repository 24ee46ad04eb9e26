import Logging

/// What all connections of a server share.
struct ServerContext: Sendable {
    let routes: RouteTable
    let limits: ServerLimits
    let logger: Logger
    let directory: ConnectionDirectory
    let onResponse: @Sendable (_ path: String, _ code: Int) -> Void
    /// Seconds since 1970.
    let now: @Sendable () -> Int
}
