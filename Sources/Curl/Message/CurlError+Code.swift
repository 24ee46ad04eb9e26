import CCurl
import Ground

extension CurlError {
    /// Creates the error for a code of libcurl (https://curl.se/libcurl/c/libcurl-errors.html).
    ///
    /// - Parameters:
    ///   - detail: the text of the error buffer, which may quote the server.
    ///   - secrets: removed from the detail.
    init(_ code: CURLcode, host: String, detail: String, secrets: [Secret]) {
        let reason = Self.reason(code, detail: detail, secrets: secrets)
        switch code {
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER,
            CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_CRL_BADFILE, CURLE_SSL_INVALIDCERTSTATUS,
            CURLE_SSL_PINNEDPUBKEYNOTMATCH, CURLE_SSL_ENGINE_NOTFOUND, CURLE_SSL_ENGINE_SETFAILED,
            CURLE_SSL_ENGINE_INITFAILED, CURLE_SSL_SHUTDOWN_FAILED, CURLE_USE_SSL_FAILED, CURLE_SSL_CLIENTCERT:
            self = .tls(host: host, reason: reason)
        // With TLS 1.3 a server refuses the client's certificate only after the handshake, with an alert.
        case CURLE_RECV_ERROR where detail.contains(" alert "), CURLE_SEND_ERROR where detail.contains(" alert "):
            self = .tls(host: host, reason: reason)
        // HTTP/0.9, which is any bytes at all, is an unsupported protocol.
        case CURLE_WEIRD_SERVER_REPLY, CURLE_BAD_CONTENT_ENCODING, CURLE_UNSUPPORTED_PROTOCOL:
            self = .invalidAnswer(host: host, reason: reason)
        case CURLE_URL_MALFORMAT:
            self = .invalidURL(reason: "cannot be used: \(reason)")
        case CURLE_FAILED_INIT, CURLE_NOT_BUILT_IN, CURLE_OUT_OF_MEMORY, CURLE_BAD_FUNCTION_ARGUMENT,
            CURLE_UNKNOWN_OPTION:
            self = .unavailable(reason: reason)
        default:
            self = .network(host: host, reason: reason)
        }
    }

    /// The longest quoted detail, in characters.
    private static let maxDetailLength = 300

    private static func reason(_ code: CURLcode, detail: String, secrets: [Secret]) -> String {
        let meaning = String(cString: curl_easy_strerror(code))
        let clean = secrets.reduce(detail) { $1.redact(in: $0) }.unicodeScalars.map { scalar in
            scalar.properties.generalCategory == .control ? " " : Character(scalar)
        }
        let shown = String(clean.prefix(maxDetailLength))
        // Some details end with the meaning.
        let reason = shown.isEmpty ? meaning : shown.contains(meaning) ? shown : "\(meaning): \(shown)"
        return remedy(code, detail: detail).map { "\(reason). \($0)" } ?? reason
    }

    private static func remedy(_ code: CURLcode, detail: String) -> String? {
        switch code {
        case CURLE_SSL_CACERT_BADFILE: "Check the file that ca_file or the environment's SSL_CERT_FILE names"
        // "unable to get local issuer certificate", "self-signed certificate in certificate chain"
        case CURLE_PEER_FAILED_VERIFICATION
        where ["issuer", "self-signed", "self signed"].contains(where: detail.contains):
            "If the authority is your own, give its certificate as ca_file, or in the environment's SSL_CERT_FILE"
        default: nil
        }
    }
}
