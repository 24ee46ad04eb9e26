import CCurl

/// The owner of a share handle: connections to one host, and the addresses of its name.
///
/// libcurl cannot be told to abandon a connection that others still use: with HTTP/2, the option to close it after a
/// transfer is ignored while another stream is open. So each host has a pool, which is replaced as a whole: running
/// requests finish in the old one, whose connections close with the last of them.
///
/// It is used on one thread, and so without the locks of `CURLSHOPT_LOCKFUNC`.
final class ConnectionPool {
    let raw: UnsafeMutableRawPointer

    /// - Throws: ``CurlError/unavailable(reason:)``
    init() throws(CurlError) {
        guard let raw = curl_share_init() else { throw .unavailable(reason: "out of memory") }
        self.raw = raw
        for data in [CURL_LOCK_DATA_CONNECT, CURL_LOCK_DATA_DNS] {
            let code = ccurl_share(raw, data)
            guard code == CURLSHE_OK else { throw .unavailable(reason: String(cString: curl_share_strerror(code))) }
        }
    }

    deinit {
        // libcurl refuses this while a handle uses it, so each handle holds a reference.
        curl_share_cleanup(raw)
    }
}
