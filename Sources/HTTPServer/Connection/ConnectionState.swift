import NIOCore

/// The progress of a connection, and the time limits that follow from it. A value without input, output or clock:
/// callers pass the time.
struct ConnectionState {
    /// A time limit that has run out.
    enum Timeout: Hashable {
        /// The encryption was not agreed upon: close.
        case handshake
        /// The connection is idle: close.
        case idle
        /// A request was begun and not completed: 408.
        case request
        /// The client does not take its answer: close.
        case writeStall
        /// The client takes its answers too slowly: close.
        case answer
        /// The last answer is sent, and the client has not closed: close.
        case linger
    }

    private enum Reading: Hashable {
        /// The encryption is being agreed upon.
        case handshake(since: NIODeadline)
        case idle(since: NIODeadline)
        case request(since: NIODeadline)
        /// No request is accepted any more; bytes are read and thrown away.
        case ended
    }

    private let limits: ServerLimits
    private var reading: Reading
    private var unflushed = 0
    private var firstUnflushed: NIODeadline
    private var lastProgress: NIODeadline
    private var lingering: NIODeadline?
    private(set) var isDraining = false
    /// The client has closed its side.
    private(set) var inputIsClosed = false

    init(limits: ServerLimits, isEncrypted: Bool = false, now: NIODeadline) {
        self.limits = limits
        reading = isEncrypted ? .handshake(since: now) : .idle(since: now)
        firstUnflushed = now
        lastProgress = now
    }

    /// True while a request is being received.
    var isInRequest: Bool {
        if case .request = reading { true } else { false }
    }

    /// True if no request is accepted any more.
    var hasEnded: Bool { reading == .ended }

    /// True if the kernel has not accepted all bytes of the written answers.
    var hasUnflushed: Bool { unflushed > 0 }

    /// Returns true if bytes may be parsed now: those of a begun request always, those of a new one only while few
    /// answers are owed and the client takes them.
    func takesBytes(owed: Int, isWritable: Bool) -> Bool {
        switch reading {
        case .handshake, .request: true
        case .idle: !isDraining && owed < limits.pipelinedRequests && isWritable
        case .ended: false
        }
    }

    /// Records that the connection is encrypted from now on.
    mutating func handshakeEnded(at now: NIODeadline) {
        if case .handshake = reading {
            reading = .idle(since: now)
        }
    }

    mutating func requestBegan(at now: NIODeadline) {
        if case .idle = reading {
            reading = .request(since: now)
        }
    }

    /// Records that the request is complete; `closes` if it is the connection's last.
    mutating func requestEnded(at now: NIODeadline, closes: Bool) {
        reading = closes ? .ended : .idle(since: now)
    }

    /// Accepts no more requests, because a malformed one came or the client closed.
    mutating func end() {
        reading = .ended
    }

    /// Records that the client has closed its side. Its requests are still answered.
    mutating func clientClosedInput() {
        inputIsClosed = true
    }

    mutating func answerWritten(at now: NIODeadline) {
        if unflushed == 0 {
            firstUnflushed = now
            lastProgress = now
        }
        unflushed += 1
    }

    /// Records that the kernel has accepted a whole answer; the idle time begins.
    mutating func answerFlushed(at now: NIODeadline) {
        unflushed -= 1
        firstUnflushed = now
        lastProgress = now
        if case .idle = reading {
            reading = .idle(since: now)
        }
    }

    /// Records that the client has taken some bytes of an answer.
    mutating func writeProgressed(at now: NIODeadline) {
        lastProgress = now
    }

    /// Begins a graceful shutdown.
    mutating func drain() {
        isDraining = true
        reading = .ended
    }

    /// Returns true if all answers are out and no more will come.
    func isFinished(owed: Int) -> Bool {
        hasEnded && owed == 0 && unflushed == 0
    }

    mutating func lingerBegan(at now: NIODeadline) {
        lingering = lingering ?? now
    }

    var isLingering: Bool { lingering != nil }

    /// Returns the next time limit.
    func deadline(owed: Int) -> (at: NIODeadline, timeout: Timeout)? {
        if let lingering {
            return (lingering + TimeAmount(limits.lingerTime), .linger)
        }
        var candidates: [(at: NIODeadline, timeout: Timeout)] = []
        switch reading {
        case .handshake(let since):
            candidates.append((since + TimeAmount(limits.handshakeTime), .handshake))
        case .request(let since):
            candidates.append((since + TimeAmount(limits.requestTime), .request))
        case .idle(let since) where owed == 0 && unflushed == 0:
            candidates.append((since + TimeAmount(limits.idleTime), .idle))
        case .idle, .ended:
            break
        }
        if unflushed > 0 {
            candidates.append((lastProgress + TimeAmount(limits.writeStallTime), .writeStall))
            candidates.append((firstUnflushed + TimeAmount(limits.answerTime), .answer))
        }
        return candidates.min { $0.at < $1.at }
    }
}
