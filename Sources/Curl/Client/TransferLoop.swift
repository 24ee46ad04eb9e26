import CCurl
import Ground

/// Runs the transfers of one client, all on one thread, until its mailbox closes.
final class TransferLoop {
    private let multi: MultiHandle
    private let mailbox: Mailbox
    private let transport: TransportOptions
    /// Transfers by handle, which libcurl names when one ends.
    private var transfers: [UnsafeMutableRawPointer: Transfer] = [:]
    private var line: WaitingLine<Submission>
    private var pools: ConnectionPools
    /// Unused handles, reset: a new one costs more than an old one, and loses its TLS sessions.
    private var idleHandles: [EasyHandle] = []

    /// The most handles that are kept for later.
    private static let maxIdleHandles = 8
    /// The longest sleep, in milliseconds. Nothing depends on waking up earlier.
    private static let longestPoll = 60_000
    private static let pauseAfterFailure = Duration.milliseconds(100)

    init(multi: MultiHandle, mailbox: Mailbox, transport: TransportOptions) {
        self.multi = multi
        self.mailbox = mailbox
        self.transport = transport
        line = WaitingLine(limit: transport.maxConnectionsPerHost)
        pools = ConnectionPools(lifetime: transport.connectionLifetime)
    }

    /// Returns once the mailbox is closed and every transfer has ended.
    func run() {
        while true {
            let mail = mailbox.take()
            if mail.isClosed {
                for submission in mail.submissions { submission.end(.failure(.closed)) }
                return endAll(.closed)
            }
            for submission in mail.submissions where line.enter(submission, host: submission.host) { start(submission) }
            for id in mail.cancellations { cancel(id) }
            do throws(CurlError) {
                try perform()
                try wait(endOverdue())
            } catch {
                endAll(error)
                // The fault may last, and must not keep a processor busy.
                JoinableThread.pause(Self.pauseAfterFailure)
            }
        }
    }

    /// Starts a request whose turn has come, or, if it cannot start, the next of its host.
    private func start(_ submission: Submission) {
        var next: Submission? = submission
        while let submission = next {
            do throws(CurlError) {
                return try begin(submission, attempt: 1)
            } catch {
                submission.end(.failure(error))
                next = line.ended(host: submission.host)
            }
        }
    }

    private func begin(_ submission: Submission, attempt: Int) throws(CurlError) {
        let easy = if let idle = idleHandles.popLast() { idle } else { try EasyHandle() }
        let pool = try pools.pool(for: submission.host, now: .now)
        let transfer = try Transfer(submission, attempt: attempt, easy: easy, pool: pool, transport: transport)
        try MultiHandle.check(curl_multi_add_handle(multi.raw, easy.raw))
        transfers[easy.raw] = transfer
    }

    private func cancel(_ id: UInt64) {
        if let transfer = transfers.values.first(where: { $0.submission.id == id }) {
            end(transfer, .failure(.cancelled), .unknown)
        } else {
            for submission in line.remove(where: { $0.id == id }) { submission.end(.failure(.cancelled)) }
        }
    }

    /// Advances every transfer as far as possible, and ends finished ones.
    private func perform() throws(CurlError) {
        var running: Int32 = 0
        try MultiHandle.check(curl_multi_perform(multi.raw, &running))
        var handle: UnsafeMutableRawPointer?
        var code = CURLE_OK
        while ccurl_multi_next_ended(multi.raw, &handle, &code) {
            guard let handle, let transfer = transfers[handle] else { continue }
            if transfer.hasLostAnswer(code) {
                repeatRequest(of: transfer)
            } else {
                let outcome = transfer.outcome(code)
                end(transfer, outcome, ConnectionPools.Verdict(outcome))
            }
        }
    }

    /// Ends transfers that take too long. Returns the time until the next deadline, in milliseconds.
    private func endOverdue() -> Int {
        let now = ContinuousClock.now
        pools.discardOld(now: now)
        for submission in line.remove(where: { $0.deadline <= now }) { submission.end(.failure(submission.overdue)) }
        var next = now + .milliseconds(TransferLoop.longestPoll)
        for submission in line.all { next = min(next, submission.deadline) }
        for transfer in Array(transfers.values) {
            let deadline = transfer.deadline(now: now)
            if deadline <= now {
                end(transfer, transfer.excess(now: now), .broken)
            } else {
                next = min(next, deadline)
            }
        }
        return (next - now).curlMilliseconds
    }

    /// Sleeps until something moves, a timer of libcurl's fires, `milliseconds` have passed, or mail arrives.
    private func wait(_ milliseconds: Int) throws(CurlError) {
        try MultiHandle.check(curl_multi_poll(multi.raw, nil, 0, Int32(milliseconds), nil))
    }

    private func endAll(_ error: CurlError) {
        for submission in line.remove(where: { _ in true }) { submission.end(.failure(error)) }
        for transfer in Array(transfers.values) { end(transfer, .failure(error), .unknown) }
    }

    private func end(_ transfer: Transfer, _ outcome: Submission.Outcome, _ verdict: ConnectionPools.Verdict) {
        // Done first, because an old libcurl (before 7.87) waits for a name lookup when the handle is removed.
        transfer.submission.end(outcome)
        pools.record(verdict, of: transfer.submission.host, in: transfer.pool)
        release(transfer, canReuse: transfer.canReuseHandle(after: outcome))
        if let next = line.ended(host: transfer.submission.host) { start(next) }
    }

    /// Sends a request again, in its place in the line and within its remaining time.
    private func repeatRequest(of transfer: Transfer) {
        release(transfer, canReuse: true)
        do throws(CurlError) {
            try begin(transfer.submission, attempt: transfer.attempt + 1)
        } catch {
            transfer.submission.end(.failure(error))
            if let next = line.ended(host: transfer.submission.host) { start(next) }
        }
    }

    private func release(_ transfer: Transfer, canReuse: Bool) {
        let easy = transfer.easy
        curl_multi_remove_handle(multi.raw, easy.raw)
        easy.reset()
        transfers[easy.raw] = nil
        if canReuse, idleHandles.count < Self.maxIdleHandles { idleHandles.append(easy) }
    }
}
