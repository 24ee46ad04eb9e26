package import Ground

/// The settings of the web server, read from the file that `--web.config.file` names.
///
/// Format and rules are those of exporter-toolkit 0.17 (its `docs/web-configuration.md`), which Prometheus' own
/// exporters use. Certificates and keys are read with the file, so two equal values secure a server alike.
package struct WebConfiguration: Sendable, Equatable {
    /// The encryption; nil for plain HTTP.
    package var tls: TLS?
    /// Header fields of every answer, sorted by name. None of them is blank.
    package var headers: [Header] = []
    /// Users by name, with the bcrypt hash of each password; empty if no login is needed.
    package var users: [String: Secret] = [:]
    /// The rate limit; nil for none.
    package var rateLimit: RateLimit?
    /// The paths of the files that were read, the configuration first.
    package var files: [String] = []

    /// Creates the configuration of a server without a file: plain HTTP, open to all.
    package init() {}

    /// A header field of every answer.
    package struct Header: Sendable, Equatable {
        package let name: String
        package let value: String
    }

    /// A bucket of `burst` requests, to which every `interval` adds one.
    package struct RateLimit: Sendable, Equatable {
        package let interval: Duration
        package let burst: Int
    }

    /// The encryption of connections.
    package struct TLS: Sendable, Equatable {
        /// The server's certificates in PEM form, its own first.
        package var certificate: [UInt8] = []
        /// The key of the first certificate in PEM form.
        package var key: Key = Key(pem: [])
        /// The authorities of client certificates in PEM form; nil for the system's.
        package var clientCA: [UInt8]?
        package var clientPolicy = ClientPolicy.none
        /// Names of which a client's certificate must have one; empty for any.
        package var allowedNames: [String] = []
        package var minimum = TLSVersion.tls12
        package var maximum = TLSVersion.tls13
        /// Cipher suites of TLS 1.2, by their code points; those of TLS 1.3 cannot be chosen. Nil for the default.
        package var cipherSuites: [UInt16]?
        /// Groups of the key exchange in the order of preference, by their code points; nil for the default.
        package var curves: [UInt16]?
    }

    /// A private key, which no description shows.
    package struct Key: Sendable, Equatable, CustomStringConvertible, CustomReflectable {
        package let pem: [UInt8]

        package var description: String { Secret.placeholder }
        package var customMirror: Mirror { Mirror(self, children: []) }
    }

    /// The versions of TLS that the server speaks, the older first.
    package enum TLSVersion: Int, Sendable, Comparable {
        case tls12, tls13

        /// Orders the older version first.
        package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
    }

    /// The demand for client certificates, with the names of `client_auth_type` (Go's `tls.ClientAuthType`).
    package enum ClientPolicy: String, Sendable, CaseIterable {
        /// Clients are not asked for a certificate.
        case none = "NoClientCert"
        /// Clients are asked for a certificate, but need not send a valid one, or any.
        case request = "RequestClientCert"
        /// Clients must send a certificate, which need not be valid.
        case requireAny = "RequireAnyClientCert"
        /// Clients need not send a certificate, but one that they send must be valid.
        case verifyIfGiven = "VerifyClientCertIfGiven"
        /// Clients must send a valid certificate.
        case requireAndVerify = "RequireAndVerifyClientCert"

        /// Reads a name of the file, or the older name of ``requireAny``.
        init?(_ text: String) {
            self.init(rawValue: text == "RequireClientCert" ? Self.requireAny.rawValue : text)
        }

        /// True if a client's certificate is verified.
        package var verifies: Bool { self == .verifyIfGiven || self == .requireAndVerify }

        /// True if a client without a certificate is refused.
        package var requires: Bool { self == .requireAny || self == .requireAndVerify }
    }
}

/// Checks certificates and keys, which needs a TLS library that this target does not have.
package protocol CertificateJudge: Sendable {
    /// Checks certificates in PEM form.
    ///
    /// - Parameter isServers: true for the server's own, false for authorities.
    func judge(certificates pem: [UInt8], isServers: Bool) -> [CertificateFinding]
    /// Checks a private key in PEM form without a passphrase.
    func judge(key pem: [UInt8]) -> [CertificateFinding]
    /// Checks that a key belongs to the first certificate; both are valid by themselves.
    func judge(certificates pem: [UInt8], with key: [UInt8]) -> [CertificateFinding]
    /// The reason that passwords cannot be compared on this machine; nil if they can.
    var passwordFault: String? { get }
}

/// A fault of a certificate or a key, in words that continue "the certificate".
package struct CertificateFinding: Sendable, Equatable {
    package let message: String
    /// True if the server works in spite of it.
    package let isWarning: Bool

    /// Creates a finding. `message` continues the sentence that names the file.
    package init(_ message: String, isWarning: Bool = false) {
        self.message = message
        self.isWarning = isWarning
    }
}
