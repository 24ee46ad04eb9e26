import CCurl
import SystemPackage

/// The owner of an easy handle and of everything that libcurl does not copy: lists and the error buffer.
///
/// It is used on one thread. A handle serves one transfer after another, with ``reset()`` between them.
final class EasyHandle {
    let raw: UnsafeMutableRawPointer
    private let errorBuffer: UnsafeMutablePointer<CChar>
    private var headerList: UnsafeMutablePointer<curl_slist>?
    private var connectTo: UnsafeMutablePointer<curl_slist>?
    private var pool: ConnectionPool?

    /// - Throws: ``CurlError/unavailable(reason:)``
    init() throws(CurlError) {
        guard let raw = curl_easy_init() else { throw .unavailable(reason: "out of memory") }
        self.raw = raw
        errorBuffer = .allocate(capacity: Int(CURL_ERROR_SIZE))
        errorBuffer.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    }

    deinit {
        // The handle first: it still points to the others.
        curl_easy_cleanup(raw)
        curl_slist_free_all(headerList)
        curl_slist_free_all(connectTo)
        errorBuffer.deallocate()
    }

    /// Clears all options, and with them every pointer that the handle held. The handle must not be part of a multi
    /// handle.
    func reset() {
        curl_easy_reset(raw)
        // A reset keeps it. This cannot fail without a share handle.
        _ = ccurl_set_share(raw, nil)
        pool = nil
        curl_slist_free_all(headerList)
        headerList = nil
        curl_slist_free_all(connectTo)
        connectTo = nil
        errorBuffer.pointee = 0
    }

    /// Returns the text that libcurl adds to a code, with the system's reason for a failed connection; empty if there
    /// is none.
    func errorDetail(_ code: CURLcode) -> String {
        let detail = String(cString: errorBuffer)
        let systemError = ccurl_system_error(raw)
        guard code == CURLE_COULDNT_CONNECT, systemError != 0 else { return detail }
        return "\(detail) (\(Errno(rawValue: Int32(systemError))))"
    }

    /// Checks the result of setting an option.
    ///
    /// - Throws: ``CurlError/unavailable(reason:)``: options are right by construction, so memory or a part of libcurl
    ///   is missing.
    func set(_ code: CURLcode) throws(CurlError) {
        guard code == CURLE_OK else {
            throw .unavailable(reason: "cannot set an option: \(String(cString: curl_easy_strerror(code)))")
        }
    }

    func setHeaders(_ lines: [String]) throws(CurlError) {
        for line in lines { try Self.append(line, to: &headerList) }
        try set(ccurl_set_headers(raw, headerList))
    }

    /// Makes the next transfer connect to another host than the URL's.
    func setConnectTo(_ address: String) throws(CurlError) {
        try Self.append(address, to: &connectTo)
        try set(ccurl_set_connect_to(raw, connectTo))
    }

    private static func append(_ line: String, to list: inout UnsafeMutablePointer<curl_slist>?) throws(CurlError) {
        // The list is unchanged if this fails.
        guard let longer = curl_slist_append(list, line) else { throw .unavailable(reason: "out of memory") }
        list = longer
    }

    /// Makes the next transfer use a connection of that pool, or open one for it.
    func setPool(_ pool: ConnectionPool) throws(CurlError) {
        try set(ccurl_set_share(raw, pool.raw))
        self.pool = pool
    }

    func setErrorBuffer() throws(CurlError) {
        try set(ccurl_set_error_buffer(raw, errorBuffer))
    }
}
