import Ground

/// The keys of `tls`, of the API and of receivers.
enum TLSKey: String, SectionKey {
    static let place = "under `api.tls`"
    case caFile = "ca_file"
    case certFile = "cert_file"
    case keyFile = "key_file"
}

/// The keys of `tls` and `tls_config` of receivers.
enum ReceiverTLSKey: String, SectionKey {
    static let place = "under `tls_config` of a receiver"
    case caFile = "ca_file"
    case certFile = "cert_file"
    case keyFile = "key_file"
    case serverName = "server_name"
    case insecureSkipVerify = "insecure_skip_verify"
}

extension ConfigurationReader {
    func readTLS(_ section: Section<TLSKey>) -> Configuration.TLS {
        readTLS(ca: section[.caFile], certificate: section[.certFile], key: section[.keyFile])
    }

    /// Reads `tls` of a receiver, or `tls_config`, Prometheus' name for it.
    func readTLS(of receiver: Section<ReceiverKey>) -> Configuration.TLS {
        let isRenamed = receiver[.tlsConfig].map { !$0.node.isNull } ?? false
        if isRenamed, let tls = receiver[.tls], !tls.node.isNull {
            tls.fault("is given together with `tls_config`, which means the same: keep one of them")
        }
        let section = receiver.section(isRenamed ? .tlsConfig : .tls, of: ReceiverTLSKey.self)
        var tls = readTLS(ca: section[.caFile], certificate: section[.certFile], key: section[.keyFile])
        tls.serverName = section[.serverName].flatMap { $0.isEmptyText ? nil : readServerName($0) }
        if let value = section[.insecureSkipVerify], value.boolean() == true {
            tls.isVerified = false
            value.warn(
                "DANGER: nothing checks that this is the receiver. Anyone between here and there can read and change samples,"
                    + " passwords and tokens: give `ca_file` and `server_name` instead")
        }
        return tls
    }

    private func readTLS(
        ca: ConfigurationValue?, certificate: ConfigurationValue?, key: ConfigurationValue?
    ) -> Configuration.TLS {
        var tls = Configuration.TLS()
        tls.caFile = ca.flatMap(readCertificate)
        tls.certFile = certificate.flatMap(readCertificate)
        tls.keyFile = key.flatMap(readPrivateKey)
        // A value with a fault of its own counts as given.
        let isGiven = { (value: ConfigurationValue?) in value.map { $0.node.isGivenText } ?? false }
        if isGiven(certificate), !isGiven(key) {
            certificate?.fault("a certificate needs its key: give `key_file` too")
        }
        if isGiven(key), !isGiven(certificate) {
            key?.fault("a key needs its certificate: give `cert_file` too")
        }
        return tls
    }

    private func readServerName(_ value: ConfigurationValue) -> String? {
        guard let name = value.text() else { return nil }
        guard name.utf8.allSatisfy({ $0.isASCIIAlphanumeric || "-._".utf8.contains($0) }) else {
            return value.refused("must be the host's name alone, as in the certificate: no scheme, no port")
        }
        return name
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
                "\(quoted(path: key.path)) is protected by a passphrase, which the exporter cannot give: decrypt it")
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
