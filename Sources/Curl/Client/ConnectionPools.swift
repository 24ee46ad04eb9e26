/// The pool of each host, replaced where its connections cannot be trusted any more:
///
/// - after a transfer that failed or did not end in time, since a connection that lost its other side is silent, and one with
///   HTTP/2 would be used forever;
/// - after three faults in a row, and with each try that follows, so that the name is looked up again: the host may have
///   moved, while its old address still answers;
/// - once it is as old as a connection may be, for the same reason.
struct ConnectionPools {
    /// The lesson of a transfer's end about the connection and the host.
    enum Verdict {
        /// The host does its work, whatever it said.
        case sound
        /// An answer of a host that does not do its work, or of another one than was meant.
        case faulty
        /// No answer: the connection is not used again.
        case broken
        /// The transfer was ended from this side.
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
            // A newer pool has nothing to do with it.
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
    /// Judges by the result of a transfer.
    init(_ outcome: Submission.Outcome) {
        switch outcome {
        case .success(let response): self = Self.isSound(status: response.status) ? .sound : .faulty
        case .failure(.cancelled), .failure(.closed): self = .unknown
        // The answer came, and was not wanted.
        case .failure(.tooLarge): self = .sound
        case .failure: self = .broken
        }
    }

    /// Returns true if a status is the word of a host that does its work: it took the request, or says what is wrong with what
    /// the request holds, or that there are too many.
    ///
    /// The rest may come from an address that the host has left: a fault, a redirect, 404 for an unknown name, 401 of a
    /// stranger, 421 for a host that is not served there (RFC 9110 section 15.5.20).
    private static func isSound(status: Int) -> Bool {
        switch status {
        case 200..<300, 304, 400, 409, 413, 415, 422, 429: true
        default: false
        }
    }
}
