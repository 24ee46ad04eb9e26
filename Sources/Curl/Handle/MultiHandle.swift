import CCurl

/// The owner of a multi handle: all transfers of a client, and its idle connections.
final class MultiHandle: Sendable {
    // Safe to share: the loop's thread makes every call but `curl_multi_wakeup`, the one that libcurl allows from any
    // thread (https://curl.se/libcurl/c/curl_multi_wakeup.html), and a reference keeps the handle alive.
    nonisolated(unsafe) let raw: UnsafeMutableRawPointer

    /// - Throws: ``CurlError/unavailable(reason:)``
    init(_ options: TransportOptions) throws(CurlError) {
        guard let raw = curl_multi_init() else { throw .unavailable(reason: "out of memory") }
        self.raw = raw
        try Self.check(ccurl_multi_set_max_kept_connections(raw, max(options.maxKeptConnections, 1)))
    }

    deinit {
        curl_multi_cleanup(raw)
    }

    /// Ends a running or the next `curl_multi_poll`. It may be called on any thread.
    func wakeUp() {
        curl_multi_wakeup(raw)
    }

    static func check(_ code: CURLMcode) throws(CurlError) {
        guard code == CURLM_OK else { throw .unavailable(reason: String(cString: curl_multi_strerror(code))) }
    }
}

/// libcurl's set-up for the whole process: done once, before any handle, and never undone, because other users may
/// remain. https://curl.se/libcurl/c/curl_global_init.html
enum CurlGlobal {
    private static let result = curl_global_init(Int(CURL_GLOBAL_DEFAULT))

    /// - Throws: ``CurlError/unavailable(reason:)``
    static func prepare() throws(CurlError) {
        var version: UnsafePointer<CChar>?
        guard ccurl_is_new_enough(&version) else {
            let found = version.map { String(cString: $0) } ?? "unknown"
            throw .unavailable(
                reason: "this machine's libcurl is \(found), but 7.76 or newer is needed: install a newer one")
        }
        guard result == CURLE_OK else { throw .unavailable(reason: String(cString: curl_easy_strerror(result))) }
    }
}
