package import Configuration
package import Ground
import NIOSSL

/// Checks certificates and keys with BoringSSL, and passwords with the system's libcrypt.
package struct CertificateInspector: CertificateJudge {
    private let now: @Sendable () -> Timestamp

    /// - Parameter now: the time for judging expiry.
    package init(now: @escaping @Sendable () -> Timestamp = WallClock.now) {
        self.now = now
    }

    package var passwordFault: String? { Bcrypt.fault }

    /// Returns a fault if `pem` holds no certificate that can be read whole, or a warning for each certificate that is
    /// expired or not yet valid.
    package func judge(certificates pem: [UInt8], isServers: Bool) -> [CertificateFinding] {
        let count = String(decoding: pem, as: UTF8.self).split(separator: "-----BEGIN CERTIFICATE-----").count - 1
        guard let certificates = try? NIOSSLCertificate.fromPEMBytes(pem), certificates.count >= max(1, count) else {
            return [CertificateFinding("the certificate is damaged or incomplete: write it again")]
        }
        return certificates.enumerated().compactMap { index, certificate in
            let which = index == 0 ? "the certificate" : "the certificate number \(index + 1)"
            let clients = isServers ? "clients refuse it" : "clients with certificates from it are refused"
            let second = now().milliseconds / 1000
            if Int64(certificate.notValidAfter) < second {
                let end = Self.date(certificate.notValidAfter)
                return CertificateFinding("\(which) ended on \(end): \(clients)", isWarning: true)
            }
            if Int64(certificate.notValidBefore) > second {
                let start = Self.date(certificate.notValidBefore)
                return CertificateFinding("\(which) begins on \(start): until then \(clients)", isWarning: true)
            }
            return nil
        }
    }

    /// Returns the fault of a private key in PEM that cannot be read, or nothing.
    package func judge(key pem: [UInt8]) -> [CertificateFinding] {
        if (try? NIOSSLPrivateKey(bytes: pem, format: .pem)) != nil { return [] }
        return [CertificateFinding("the private key is damaged, incomplete, or of an unknown kind")]
    }

    /// Returns the fault of a certificate and a key that do not belong together, or nothing.
    package func judge(certificates pem: [UInt8], with key: [UInt8]) -> [CertificateFinding] {
        do {
            let configuration = TLSConfiguration.makeServerConfiguration(
                certificateChain: try NIOSSLCertificate.fromPEMBytes(pem).map { .certificate($0) },
                privateKey: .privateKey(try NIOSSLPrivateKey(bytes: key, format: .pem)))
            _ = try NIOSSLContext(configuration: configuration)
            return []
        } catch {
            return [
                CertificateFinding(
                    "the private key does not belong to the certificate: give the two that were made together")
            ]
        }
    }

    /// The UTC day, as in `2026-11-26`.
    private static func date(_ seconds: Int) -> String {
        String(Timestamp(milliseconds: Int64(seconds) * 1000).description.prefix(10))
    }
}
