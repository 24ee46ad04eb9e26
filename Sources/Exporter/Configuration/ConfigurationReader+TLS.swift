extension ConfigurationReader {
    private static let pemLimit = 4 << 20

    func readTLS(_ reader: MappingReader) -> Configuration.TLS {
        var tls = Configuration.TLS()
        tls.caFile = readPEM(reader["ca_file"], holding: ["CERTIFICATE-----"], called: "certificate")?.path
        tls.certFile = readPEM(reader["cert_file"], holding: ["CERTIFICATE-----"], called: "certificate")?.path
        if let value = reader["key_file"],
            let key = readPEM(value, holding: ["PRIVATE KEY-----"], called: "private key")
        {
            tls.keyFile = key.path
            if key.text.contains("ENCRYPTED") {
                value.fault(
                    "\(quoted(path: key.path)) is protected by a passphrase, which the exporter can not give: decrypt it"
                )
            }
            if key.isWorldReadable {
                value.warn("\(quoted(path: key.path)) can be read by every user of this machine: chmod 640 it")
            }
        }
        // One that has a fault of its own is given, all the same.
        let isGiven = { (key: String) in reader[key].map { $0.node.isGivenText } ?? false }
        if isGiven("cert_file"), !isGiven("key_file") {
            reader["cert_file"]?.fault("a certificate needs its key: give `key_file` too")
        }
        if isGiven("key_file"), !isGiven("cert_file") {
            reader["key_file"]?.fault("a key needs its certificate: give `cert_file` too")
        }
        return tls
    }

    /// The path of a PEM file that can be read and holds what it should; nil where none is given or a fault was found.
    private func readPEM(
        _ value: ConfigurationValue?, holding labels: [String], called name: String
    ) -> (path: String, text: String, isWorldReadable: Bool)? {
        guard let value, let path = value.filePath() else { return nil }
        do {
            let file = try FileReader.read(path, limit: Self.pemLimit)
            let text = String(decoding: file.bytes, as: UTF8.self)
            guard text.contains("-----BEGIN "), labels.contains(where: { text.contains($0) }) else {
                value.fault("\(quoted(path: path)) holds no \(name) in PEM form")
                return nil
            }
            return (path, text, file.isWorldReadable)
        } catch {
            value.fault("\(quoted(path: path)) cannot be read: \(error.reason)")
            return nil
        }
    }
}

extension YAMLNode {
    /// Whether it is text, and not empty.
    fileprivate var isGivenText: Bool {
        if case .scalar(let text, _) = content { !text.isEmpty } else { false }
    }
}
