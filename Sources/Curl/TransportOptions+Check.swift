#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

extension TransportOptions {
    /// Finds at once what would fail only with the first request.
    ///
    /// - Throws: ``CurlError/unreadableFile(role:path:reason:)``, ``CurlError/invalidProxy(reason:)``,
    ///   ``CurlError/invalidHeader(name:reason:)``
    func check() throws(CurlError) {
        try HeaderLines.checkValue(userAgent, of: "User-Agent")
        if let proxy, !proxy.isEmpty { try CurlURL.checkProxy(proxy) }
        try tls.check()
    }
}

extension TLSOptions {
    fileprivate func check() throws(CurlError) {
        if let keyFile, certFile == nil {
            throw .unreadableFile(role: "client key", path: keyFile, reason: "there is no client certificate to it")
        }
        let files = [("CA file", caFile), ("client certificate", certFile), ("client key", keyFile)]
        for case (let role, let path?) in files { try TLSOptions.checkReadable(path, role: role) }
    }

    /// Reads a byte: opening alone works with a folder too.
    private static func checkReadable(_ path: String, role: String) throws(CurlError) {
        func failure(_ reason: String) -> CurlError { .unreadableFile(role: role, path: path, reason: reason) }

        guard let file = fopen(path, "rb") else { throw failure(SystemError.text(errno)) }
        defer { fclose(file) }
        guard fgetc(file) == EOF else { return }
        throw failure(ferror(file) != 0 ? SystemError.text(errno) : "the file is empty")
    }
}
