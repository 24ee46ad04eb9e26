/// Files for TLS, all PEM. Certificate and host name are always verified, and TLS is 1.2 or newer.
///
/// The files are read anew for each new connection: one that was replaced on disk counts from the next connection on,
/// while those that are open go on until they close.
package struct TLSOptions: Sendable, Hashable {
    /// The authorities that are trusted, instead of the system's; nil: the system's.
    package var caFile: String?
    /// The client's own certificate, with those between it and its authority.
    package var certFile: String?
    /// The key of ``certFile``, not encrypted; nil: it lies in the same file.
    package var keyFile: String?

    package init(caFile: String? = nil, certFile: String? = nil, keyFile: String? = nil) {
        self.caFile = caFile
        self.certFile = certFile
        self.keyFile = keyFile
    }
}
