package import Ground

/// The settings of the web server, read from the file that `--web.config.file` names.
///
/// Format and rules are those of exporter-toolkit 0.17 (its `docs/web-configuration.md`), which the exporters of
/// Prometheus share. Certificates and keys are read with it: two equal values secure a server alike.
package struct WebConfiguration: Sendable, Equatable {
    /// The encryption; nil for plain HTTP.
    package var tls: TLS?
    /// Header fields of every answer, sorted by name. None of them is blank.
    package var headers: [Header] = []
    /// Users by name, with the bcrypt hash of the password of each; empty where nobody has to log in.
    package var users: [String: Secret] = [:]
    /// The most requests in a time; nil for no limit.
    package var rateLimit: RateLimit?
    /// The paths of the files that were read for it, itself first.
    package var files: [String] = []

    /// Creates the configuration of a server without a file: plain HTTP, open to all.
    package init() {}

    /// A field of an answer's head.
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
        /// The authorities of client certificates in PEM form; nil for those that the system trusts.
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

    /// The demand for certificates of clients, as `client_auth_type` names it (Go's `tls.ClientAuthType`).
    package enum ClientPolicy: String, Sendable, CaseIterable {
        /// No certificate is asked for.
        case none = "NoClientCert"
        /// One is asked for, and need not come or be valid.
        case request = "RequestClientCert"
        /// One must come, and need not be valid.
        case requireAny = "RequireAnyClientCert"
        /// One need not come; what comes must be valid.
        case verifyIfGiven = "VerifyClientCertIfGiven"
        /// A valid one must come.
        case requireAndVerify = "RequireAndVerifyClientCert"

        /// The text as the file has it, or the older name of ``requireAny``.
        init?(_ text: String) {
            self.init(rawValue: text == "RequireClientCert" ? Self.requireAny.rawValue : text)
        }

        /// True where a certificate that comes is verified.
        package var verifies: Bool { self == .verifyIfGiven || self == .requireAndVerify }

        /// True where a client without certificate is turned away.
        package var requires: Bool { self == .requireAny || self == .requireAndVerify }
    }
}

/// Judges certificates and keys, for which it takes a TLS library: this room has none.
package protocol CertificateJudge: Sendable {
    /// Judges certificates in PEM form.
    ///
    /// - Parameter isServers: true for those that the server shows, false for authorities.
    func judge(certificates pem: [UInt8], isServers: Bool) -> [CertificateFinding]
    /// Judges a private key in PEM form that has no passphrase.
    func judge(key pem: [UInt8]) -> [CertificateFinding]
    /// Judges whether a key is the one of the first certificate, where both are sound.
    func judge(certificates pem: [UInt8], with key: [UInt8]) -> [CertificateFinding]
    /// Tells why passwords cannot be compared on this machine; nil where they can.
    var passwordFault: String? { get }
}

/// One thing that is wrong with a certificate or a key, in words that continue "the certificate".
package struct CertificateFinding: Sendable, Equatable {
    package let message: String
    /// True where the server works all the same.
    package let isWarning: Bool

    /// Creates a finding. `message` continues the sentence that names the file.
    package init(_ message: String, isWarning: Bool = false) {
        self.message = message
        self.isWarning = isWarning
    }
}
