import Ground

/// The keys of `tls_server_config`.
enum ServerTLSKey: String, SectionKey {
    static let place = "under `tls_server_config`"
    case cert, key
    case clientCA = "client_ca"
    case certFile = "cert_file"
    case keyFile = "key_file"
    case clientCAFile = "client_ca_file"
    case clientAuthType = "client_auth_type"
    case clientAllowedNames = "client_allowed_sans"
    case minVersion = "min_version"
    case maxVersion = "max_version"
    case cipherSuites = "cipher_suites"
    case preferServerCipherSuites = "prefer_server_cipher_suites"
    case curvePreferences = "curve_preferences"
}

extension WebConfigurationReader {
    /// Reads the encryption settings and the paths of their files; nil for plain HTTP.
    func readTLS(_ top: Section<WebKey>) -> (settings: WebConfiguration.TLS, files: [String])? {
        let section = top.section(.tls, of: ServerTLSKey.self)
        var tls = WebConfiguration.TLS()
        readVersions(section, into: &tls)
        readCipherSuites(section, into: &tls)
        tls.curves = section[.curvePreferences].flatMap(readCurves)
        // Clients choose among the common suites, as in Go since 1.17; both values are allowed.
        _ = section[.preferServerCipherSuites]?.boolean()

        let material: [ServerTLSKey] = [.cert, .certFile, .key, .keyFile, .clientCA, .clientCAFile, .clientAuthType]
        guard material.contains(where: { isGiven($0, in: section) }) else {
            if let value = top[.tls], section.isMapping, !value.node.isNull {
                value.warn("TLS stays off: neither a certificate nor a key is given")
            }
            return nil
        }
        var files: [String] = []
        let certificate = read(.certificate, in: section, files: &files)
        let key = read(.key, in: section, files: &files)
        if let certificate, let key {
            tls.certificate = certificate.pem
            tls.key = WebConfiguration.Key(pem: key.pem)
            report(judge.judge(certificates: certificate.pem, with: key.pem), at: key.value)
        }
        if certificate == nil, !isGiven(.cert, in: section), !isGiven(.certFile, in: section) {
            top[.tls]?.fault("missing one of cert or cert_file: TLS needs a certificate")
        }
        if key == nil, !isGiven(.key, in: section), !isGiven(.keyFile, in: section) {
            top[.tls]?.fault("missing one of key or key_file: TLS needs the key of the certificate")
        }
        readClients(section, into: &tls, files: &files)
        return (tls, files)
    }

    // MARK: Certificates and keys

    /// A certificate or key that the file gives as text or as the path of a file.
    private struct Material {
        let inline: ServerTLSKey
        let file: ServerTLSKey
        /// The label in its first line.
        let label: String
        let name: String

        static let certificate = Material(
            inline: .cert, file: .certFile, label: "CERTIFICATE-----", name: "certificate")
        static let key = Material(inline: .key, file: .keyFile, label: "PRIVATE KEY-----", name: "private key")
        static let clientCA = Material(
            inline: .clientCA, file: .clientCAFile, label: "CERTIFICATE-----", name: "certificate")
    }

    private func isGiven(_ key: ServerTLSKey, in section: Section<ServerTLSKey>) -> Bool {
        guard let value = section[key] else { return false }
        return !value.isEmptyText && !value.node.isNull
    }

    /// Reads the text of a certificate or a key, if it is valid. If both a text and a file are given, the file is used.
    private func read(
        _ material: Material, in section: Section<ServerTLSKey>, files: inout [String]
    ) -> (pem: [UInt8], value: ConfigurationValue)? {
        let isSecret = material.file == .keyFile
        if isGiven(material.file, in: section), let value = section[material.file] {
            if isGiven(material.inline, in: section) {
                section[material.inline]?.warn("is not used: `\(material.file.rawValue)` is given too")
            }
            guard let file = value.pemFile(holding: material.label, called: material.name, isSecret: isSecret) else {
                return nil
            }
            files.append(file.path)
            return judged(Array(file.text.utf8), material, value)
        }
        guard isGiven(material.inline, in: section), let value = section[material.inline], let text = value.text()
        else { return nil }
        guard text.contains("-----BEGIN "), text.contains(material.label) else {
            return value.refused("contains no \(material.name) in PEM form")
        }
        if isSecret { value.warnIfExposed() }
        return judged(Array(text.utf8), material, value)
    }

    private func judged(
        _ pem: [UInt8], _ material: Material, _ value: ConfigurationValue
    ) -> (pem: [UInt8], value: ConfigurationValue)? {
        if material.file == .keyFile, String(decoding: pem, as: UTF8.self).contains("ENCRYPTED") {
            report(
                [CertificateFinding("the private key is protected by a passphrase, which cannot be given: decrypt it")],
                at: value)
            return nil
        }
        let findings =
            material.file == .keyFile
            ? judge.judge(key: pem) : judge.judge(certificates: pem, isServers: material.file == .certFile)
        report(findings, at: value)
        return findings.contains { !$0.isWarning } ? nil : (pem, value)
    }

    private func report(_ findings: [CertificateFinding], at value: ConfigurationValue) {
        let file = value.filePathShown.map { "\($0): " } ?? ""
        for finding in findings {
            if finding.isWarning {
                value.warn(file + finding.message)
            } else {
                value.fault(file + finding.message)
            }
        }
    }

    // MARK: Clients

    private func readClients(
        _ section: Section<ServerTLSKey>, into tls: inout WebConfiguration.TLS, files: inout [String]
    ) {
        var isSound = true
        if isGiven(.clientAuthType, in: section), let value = section[.clientAuthType], let text = value.text() {
            if let policy = WebConfiguration.ClientPolicy(text) {
                tls.clientPolicy = policy
            } else {
                isSound = false
                let names = WebConfiguration.ClientPolicy.allCases.map(\.rawValue)
                let near = NearMiss.suggestion(for: text, among: names).map { ", did you mean `\($0)`?" } ?? ""
                value.fault("invalid client_auth_type \(quoted(text)): must be \(listed(names, by: "or"))\(near)")
            }
        }
        tls.clientCA = read(.clientCA, in: section, files: &files)?.pem
        tls.allowedNames = section[.clientAllowedNames]?.texts() ?? []
        guard isSound, tls.clientPolicy == .none else {
            if tls.clientPolicy.verifies, !isGiven(.clientCA, in: section), !isGiven(.clientCAFile, in: section) {
                section[.clientAuthType]?.warn(
                    "without `client_ca_file` certificates of every authority that this system trusts are accepted")
            }
            return
        }
        let remedy = "give `client_auth_type`, as RequireAndVerifyClientCert to let in only clients with a certificate"
        for key in [ServerTLSKey.clientCA, .clientCAFile] where isGiven(key, in: section) {
            section[key]?.fault("client CA's have been configured without a Client Auth Policy: \(remedy)")
        }
        if !tls.allowedNames.isEmpty {
            section[.clientAllowedNames]?.fault("no client is asked for a certificate: \(remedy)")
        }
    }
}

extension ConfigurationValue {
    /// The path that a key for files names, for an error; nil for other keys.
    fileprivate var filePathShown: String? {
        guard path.hasSuffix("_file"), case .scalar(let text, _) = node.content else { return nil }
        return quoted(path: text.hasPrefix("/") ? text : "\(context.folder)/\(text)")
    }
}
