import Ground

/// The keys of `tls`, of the API and of receivers.
enum TLSKey: String, SectionKey {
    static let place = "under `api.tls`"
    case caFile = "ca_file"
    case certFile = "cert_file"
    case keyFile = "key_file"
}

extension ConfigurationReader {
    func readTLS(_ section: Section<TLSKey>) -> Configuration.TLS {
        var tls = Configuration.TLS()
        tls.caFile = section[.caFile].flatMap(readCertificate)
        tls.certFile = section[.certFile].flatMap(readCertificate)
        tls.keyFile = section[.keyFile].flatMap(readPrivateKey)
        // One that has a fault of its own is given, all the same.
        let isGiven = { (key: TLSKey) in section[key].map { $0.node.isGivenText } ?? false }
        if isGiven(.certFile), !isGiven(.keyFile) {
            section[.certFile]?.fault("a certificate needs its key: give `key_file` too")
        }
        if isGiven(.keyFile), !isGiven(.certFile) {
            section[.keyFile]?.fault("a key needs its certificate: give `cert_file` too")
        }
        return tls
    }

    private func readCertificate(_ value: ConfigurationValue) -> String? {
        value.pemFile(holding: "CERTIFICATE-----", called: "certificate")?.path
    }

    private func readPrivateKey(_ value: ConfigurationValue) -> String? {
        guard let key = value.pemFile(holding: "PRIVATE KEY-----", called: "private key", isSecret: true) else {
            return nil
        }
        guard !key.text.contains("ENCRYPTED") else {
            return value.refused(
                "\(quoted(path: key.path)) is protected by a passphrase, which the exporter can not give: decrypt it")
        }
        return key.path
    }
}

extension YAMLNode {
    /// True for text that is not empty.
    fileprivate var isGivenText: Bool {
        if case .scalar(let text, _) = content { !text.isEmpty } else { false }
    }
}
