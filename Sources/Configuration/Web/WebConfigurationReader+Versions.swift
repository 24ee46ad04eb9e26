import Ground

/// Reading of the TLS versions, cipher suites and groups of a server.
extension WebConfigurationReader {
    func readVersions(_ section: Section<ServerTLSKey>, into tls: inout WebConfiguration.TLS) {
        if let value = section[.minVersion], let version = readVersion(value) {
            tls.minimum = version.version
            if version.isOld { value.warn("is read as TLS12: this server speaks nothing older than TLS 1.2") }
        }
        guard let value = section[.maxVersion], let version = readVersion(value) else { return }
        tls.maximum = version.version
        if version.isOld {
            value.fault("this server speaks nothing older than TLS 1.2: write TLS12 or TLS13")
        } else if tls.maximum < tls.minimum {
            value.fault("must not be older than `min_version`")
        }
    }

    /// Reads a version; `isOld` marks versions that this server does not speak (RFC 8996).
    private func readVersion(_ value: ConfigurationValue) -> (version: WebConfiguration.TLSVersion, isOld: Bool)? {
        guard let text = value.text() else { return nil }
        switch text {
        case "TLS13": return (.tls13, false)
        case "TLS12": return (.tls12, false)
        case "TLS11", "TLS10": return (.tls12, true)
        default: return value.refused("unknown TLS version \(quoted(text)): must be TLS12 or TLS13")
        }
    }

    /// Cipher suites by Go's names (`tls.CipherSuites`), with their code points (IANA's registry "TLS Cipher Suites").
    private static let cipherSuites: [String: UInt16] = [
        "TLS_AES_128_GCM_SHA256": 0x1301,
        "TLS_AES_256_GCM_SHA384": 0x1302,
        "TLS_CHACHA20_POLY1305_SHA256": 0x1303,
        "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA": 0xC009,
        "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA": 0xC00A,
        "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA": 0xC013,
        "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA": 0xC014,
        "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256": 0xC02B,
        "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384": 0xC02C,
        "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256": 0xC02F,
        "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384": 0xC030,
        "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256": 0xCCA8,
        "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256": 0xCCA9,
    ]

    /// Reads cipher suites of TLS 1.2. Those of TLS 1.3 are always on, as in Go's crypto/tls.
    func readCipherSuites(_ section: Section<ServerTLSKey>, into tls: inout WebConfiguration.TLS) {
        guard let value = section[.cipherSuites], let items = value.items(), !items.isEmpty else { return }
        var suites: [UInt16] = []
        var isSound = true
        for item in items {
            guard let code = readName(item, of: Self.cipherSuites, kind: "cipher") else {
                isSound = false
                continue
            }
            if code >> 8 != 0x13, !suites.contains(code) { suites.append(code) }
        }
        guard isSound else { return }
        guard suites.isEmpty else {
            tls.cipherSuites = suites
            return
        }
        if tls.maximum == .tls12 {
            value.fault("none of them belongs to TLS 1.2, which `max_version` requires")
        }
        tls.minimum = .tls13
    }

    /// Groups by Go's names, with their code points (IANA's registry "TLS Supported Groups").
    private static let curves: [String: UInt16] = [
        "CurveP256": 0x17, "CurveP384": 0x18, "CurveP521": 0x19, "X25519": 0x1D,
    ]

    func readCurves(_ value: ConfigurationValue) -> [UInt16]? {
        var curves: [UInt16] = []
        for item in value.items() ?? [] {
            if let code = readName(item, of: Self.curves, kind: "curve"), !curves.contains(code) { curves.append(code) }
        }
        return curves.isEmpty ? nil : curves
    }

    private func readName(_ item: ConfigurationValue, of known: [String: UInt16], kind: String) -> UInt16? {
        guard let text = item.text() else { return nil }
        if let code = known[text] { return code }
        let near = NearMiss.suggestion(for: text, among: known.keys.sorted()).map { ", did you mean `\($0)`?" }
        return item.refused(
            "unknown \(kind) \(quoted(text))\(near ?? ": this server has \(listed(known.keys.sorted()))")")
    }
}
