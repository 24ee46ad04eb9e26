/// Sends HTTP requests with libcurl. Connections are kept for later requests, HTTP/2 is used if the server offers it
/// over TLS, responses may be compressed, and TLS is verified. Redirects are returned, not followed; there are no
/// cookies and no `.netrc`, and no other schemes than `http` and `https`.
///
/// One thread runs all transfers of a client; no call of libcurl blocks another thread.
///
/// ```swift
/// let client = try CurlClient(TransportOptions(tls: TLSOptions(caFile: "/etc/ssl/utility.pem")))
/// let response = try await client.send(CurlRequest(url: "https://api.example/readings"))
/// ```
package final class CurlClient: Sendable {
    private let mailbox: Mailbox
    private let thread: JoinableThread

    /// Creates a client and starts its thread.
    ///
    /// - Throws: ``CurlError/unreadableFile(role:path:reason:)``, ``CurlError/invalidProxy(reason:)``,
    ///   ``CurlError/invalidHeader(name:reason:)`` for the user agent, ``CurlError/unavailable(reason:)``.
    package init(_ options: TransportOptions = TransportOptions()) throws(CurlError) {
        try CurlGlobal.prepare()
        try options.check()
        let multi = try MultiHandle(options)
        let mailbox = Mailbox(waking: multi)
        self.mailbox = mailbox
        thread = try JoinableThread {
            TransferLoop(multi: multi, mailbox: mailbox, transport: options).run()
        }
    }

    deinit {
        shutdown()
    }

    /// Sends a request and returns the whole response, whatever its status.
    ///
    /// Cancelling the task ends the transfer at once with ``CurlError/cancelled``.
    package func send(_ request: CurlRequest) async throws(CurlError) -> CurlResponse {
        let prepared = try PreparedRequest(request)
        let id = mailbox.nextID()
        let start = ContinuousClock.now
        let outcome: Submission.Outcome = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let submission = Submission(id: id, request: prepared, start: start, continuation: continuation)
                guard mailbox.submit(submission) else { return continuation.resume(returning: .failure(.closed)) }
                // The handler may have run before there was anything to cancel.
                if Task.isCancelled { mailbox.cancel(id) }
            }
        } onCancel: {
            mailbox.cancel(id)
        }
        return try outcome.get()
    }

    /// Ends all transfers with ``CurlError/closed``, closes all connections and waits for the thread's end, which takes
    /// milliseconds. Later requests fail with the same error. It may be called again.
    package func shutdown() {
        mailbox.close()
        thread.join()
    }
}
