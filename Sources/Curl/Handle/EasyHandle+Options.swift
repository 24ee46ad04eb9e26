import CCurl
import Ground

extension EasyHandle {
    /// Sets all options of one transfer on a handle that is new or reset. Options that are newer than the oldest
    /// supported libcurl are skipped if the running one lacks them.
    ///
    /// `receiver` is not retained: it must live until the handle has left its multi handle.
    func configure(
        _ request: PreparedRequest, transport: TransportOptions, receiver: ResponseReceiver
    ) throws(CurlError) {
        try setErrorBuffer()
        // Without it, libcurl's name lookup may use SIGALRM. The loop's thread blocks SIGPIPE.
        try set(ccurl_set_no_signal(raw, true))
        // A hanging name server must not contain up the thread, and so the other transfers, after a lookup is given up.
        try set(ccurl_set_quick_exit(raw, true))
        try setAddress(request, transport.tls)
        try set(ccurl_set_http_and_https_only(raw))
        try set(ccurl_set_follow_location(raw, false))
        try set(ccurl_set_netrc_ignored(raw))
        // Fails if libcurl was built without HTTP/2, which leaves HTTP/1.1.
        _ = ccurl_set_http2_over_tls(raw)
        try set(ccurl_set_accept_encoding(raw, ""))
        try set(ccurl_set_user_agent(raw, transport.userAgent))
        try setMethod(request.method)
        try setAuthentication(request.authentication)
        try set(ccurl_set_headers_separate(raw, true))
        try setConnection(transport)
        try setTLS(transport.tls)
        try setReceiver(receiver)
    }

    /// Makes the next transfer open a connection of its own, and speak HTTP/1.1 on it.
    func setHTTP1OnNewConnection() throws(CurlError) {
        try set(ccurl_set_http1(raw))
        try set(ccurl_set_fresh_connect(raw, true))
    }

    /// Sets the URL and the headers.
    ///
    /// libcurl verifies the host of the URL. To verify another name, that name becomes the host, the connection goes to
    /// the real one, and the header `Host` names the real one.
    private func setAddress(_ request: PreparedRequest, _ tls: TLSOptions) throws(CurlError) {
        let url = request.url
        guard let name = tls.serverName, url.isHTTPS else {
            try set(ccurl_set_url(raw, url.text))
            return try setHeaders(request.headerLines.lines)
        }
        try set(ccurl_set_url(raw, try url.text(withHost: name)))
        try setConnectTo("::\(url.host):\(url.port)")
        try setHeaders(request.headerLines.lines + ["Host: \(url.authority)"])
    }

    /// Seconds without traffic after which TCP probes the other side, and between probes.
    private static let keepAliveIdle = 60
    private static let keepAliveInterval = 15

    private func setMethod(_ method: CurlRequest.Method) throws(CurlError) {
        guard case .post(let body) = method else { return try set(ccurl_set_get(raw)) }
        try set(ccurl_set_post(raw))
        try set(ccurl_set_post_field_size(raw, curl_off_t(body.count)))
        let code = body.withUnsafeBytes { bytes in
            // An empty array may have no address; with size 0 nothing is read from this one.
            bytes.baseAddress.map { ccurl_set_copied_post_fields(raw, $0) } ?? ccurl_set_copied_post_fields(raw, "")
        }
        try set(code)
    }

    /// With only one method, libcurl sends the credentials at once, and once: it does not wait for a 401, and does not
    /// repeat the request after one.
    private func setAuthentication(_ authentication: Authentication) throws(CurlError) {
        switch authentication {
        case .none: return
        case .basic(let username, let password):
            try set(ccurl_set_basic_authentication(raw, username, password.reveal()))
        case .bearer(let token):
            try set(ccurl_set_bearer_authentication(raw, String(token.reveal().trimmingHTTPBlanks())))
        }
    }

    private func setConnection(_ transport: TransportOptions) throws(CurlError) {
        try set(ccurl_set_connect_timeout_ms(raw, transport.connectTimeout.curlMilliseconds))
        try set(ccurl_set_tcp_keep_alive(raw, true))
        try set(ccurl_set_tcp_keep_alive_idle(raw, Self.keepAliveIdle))
        try set(ccurl_set_tcp_keep_alive_interval(raw, Self.keepAliveInterval))
        // A proxy's answer to CONNECT is not part of the server's.
        try set(ccurl_set_connect_headers_suppressed(raw, true))
        if let proxy = transport.proxy { try set(ccurl_set_proxy(raw, proxy)) }
        if let path = transport.unixSocket { try set(ccurl_set_unix_socket(raw, path)) }
    }

    private func setTLS(_ tls: TLSOptions) throws(CurlError) {
        try set(ccurl_set_verify_proxy(raw))
        try set(ccurl_set_verify_peer(raw, tls.isVerified))
        try set(ccurl_set_verify_host(raw, tls.isVerified))
        try set(ccurl_set_tls_1_2_or_newer(raw))
        // libcurl would not look for a new file for a day.
        try set(ccurl_set_ca_cache_timeout(raw, 0))
        if let file = tls.caFile {
            try set(ccurl_set_only_ca_file(raw, file))
        } else {
            if let file = tls.environmentFile { try set(ccurl_set_ca_file(raw, file)) }
            if let folder = tls.environmentFolder { try set(ccurl_set_ca_folder(raw, folder)) }
        }
        if let file = tls.certFile {
            try set(ccurl_set_certificate_file(raw, file))
            try set(ccurl_set_key_file(raw, tls.keyFile ?? file))
            // Without one, TLS would ask for the password of an encrypted key on the terminal, and wait.
            try set(ccurl_set_key_password(raw, ""))
        }
    }

    private func setReceiver(_ receiver: ResponseReceiver) throws(CurlError) {
        let context = Unmanaged.passUnretained(receiver).toOpaque()
        try set(
            ccurl_set_receive_head(
                raw, { bytes, size, count, context in receive(bytes, size * count, context) { $0.receiveHead($1) } },
                context))
        try set(
            ccurl_set_receive_body(
                raw, { bytes, size, count, context in receive(bytes, size * count, context) { $0.receiveBody($1) } },
                context))
    }
}

/// Passes bytes to the receiver of a callback. Returns the callback's result: the number of bytes if they were
/// accepted, or another number, which ends the transfer.
private func receive(
    _ bytes: UnsafeMutablePointer<CChar>?, _ count: Int, _ context: UnsafeMutableRawPointer?,
    _ take: (ResponseReceiver, UnsafeRawBufferPointer) -> Bool
) -> Int {
    guard let context, let bytes, count > 0 else { return count }
    // The transfer owns the receiver, and the handle leaves the multi handle before the transfer is freed.
    let receiver = Unmanaged<ResponseReceiver>.fromOpaque(context).takeUnretainedValue()
    return take(receiver, UnsafeRawBufferPointer(start: bytes, count: count)) ? count : 0
}

extension Duration {
    /// Whole milliseconds, rounded up: at least 1 (0 would mean no limit to libcurl) and at most 23 days.
    var curlMilliseconds: Int {
        let (seconds, attoseconds) = components
        guard seconds < 2_000_000 else { return 2_000_000_000 }
        return max(1, Int(seconds * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000))
    }
}
