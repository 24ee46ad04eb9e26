import CCurl

/// libcurl's set-up for the whole process: once, before any handle, and never undone, as other users may remain.
/// https://curl.se/libcurl/c/curl_global_init.html
enum CurlGlobal {
    private static let result = curl_global_init(Int(CURL_GLOBAL_DEFAULT))

    /// - Throws: ``CurlError/unavailable(reason:)``
    static func prepare() throws(CurlError) {
        guard result == CURLE_OK else { throw .unavailable(reason: String(cString: curl_easy_strerror(result))) }
    }
}
