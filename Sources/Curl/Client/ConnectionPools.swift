/// The pool of each host. A pool is replaced when its connections can no longer be trusted:
///
/// - after a transfer that failed or did not end in time, because a connection that has lost its other side is silent,
///   and one with HTTP/2 would be used forever;
/// - after three faults in a row, and at each further try, so that the name is looked up again: the host may have
///   moved, while its old address still answers;
/// - at its greatest age, for the same reason.
struct ConnectionPools {
    /// The conclusion from a transfer about its connection and host.
    enum Verdict {
        /// The host works, whatever its answer says.
        case sound
        /// The answer of a host that does not work, or of another host than was meant.
        case faulty
        /// No answer: the connection is not used again.
        case broken
        /// The transfer was ended by this side.
        case unknown
    }

    private struct Host {
        var pool: ConnectionPool?
        var since: ContinuousClock.Instant
        var faults = 0
    }

    /// Faults in a row after which the name of a host is looked up again.
    static let faultsBeforeLookup = 3

    private let lifetime: Duration
    private var hosts: [String: Host] = [:]

    init(lifetime: Duration) {
        self.lifetime = lifetime
    }

    /// Returns the pool for the next request to a host.
    ///
    /// - Throws: ``CurlError/unavailable(reason:)``
    mutating func pool(for host: String, now: ContinuousClock.Instant) throws(CurlError) -> ConnectionPool {
        var record = hosts[host] ?? Host(since: now)
        if let pool = record.pool, now - record.since < lifetime, record.faults < Self.faultsBeforeLookup {
            return pool
        }
        let pool = try ConnectionPool()
        record.pool = pool
        record.since = now
        hosts[host] = record
        return pool
    }

    /// Records how a transfer with a connection of that pool ended.
    mutating func record(_ verdict: Verdict, of host: String, in pool: ConnectionPool?) {
        switch verdict {
        case .sound: hosts[host]?.faults = 0
        case .faulty: hosts[host]?.faults += 1
        case .broken:
            hosts[host]?.faults += 1
            // A newer pool is not affected.
            if hosts[host]?.pool === pool { hosts[host]?.pool = nil }
        case .unknown: break
        }
    }

    /// Closes connections that are too old, unless a transfer still uses them.
    mutating func discardOld(now: ContinuousClock.Instant) {
        for (host, record) in hosts where now - record.since >= lifetime {
            hosts[host]?.pool = nil
            if record.faults == 0 { hosts[host] = nil }
        }
    }
}

extension ConnectionPools.Verdict {
    /// Judges the result of a transfer.
    init(_ outcome: Submission.Outcome) {
        switch outcome {
        case .success(let response): self = Self.isSound(status: response.status) ? .sound : .faulty
        case .failure(.cancelled), .failure(.closed): self = .unknown
        // The answer arrived, but was too large.
        case .failure(.tooLarge): self = .sound
        case .failure: self = .broken
        }
    }

    /// Returns true if the status comes from a working host: it accepted the request, or reports a fault of the
    /// request's content, or too many requests.
    ///
    /// Other statuses may come from an address that the host has left: a fault, a redirect, 404 for an unknown name,
    /// 401 from a stranger, 421 for a host that is not served there (RFC 9110 section 15.5.20).
    private static func isSound(status: Int) -> Bool {
        switch status {
        case 200..<300, 304, 400, 409, 413, 415, 422, 429: true
        default: false
        }
    }
}
