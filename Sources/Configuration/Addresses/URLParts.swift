import Ground

/// The reason that an address is refused, without the address.
package struct URLFault: Error, Equatable, CustomStringConvertible {
    package let description: String

    init(_ description: String) {
        self.description = description
    }
}

/// The parts of an absolute address with a host (RFC 3986, 3), as strict as a configuration can be: ASCII without
/// blanks.
struct URLParts {
    /// The scheme in lower case.
    let scheme: String
    let userInfo: String?
    /// Host and port, as written.
    let authority: String
    /// The host, without the brackets of an IPv6 address.
    let host: String
    let port: Int?
    /// The rest behind the authority: empty, or from its first `/`, `?` or `#` on.
    let path: String

    init(_ text: String, schemes: [String]) throws(URLFault) {
        guard !text.isEmpty else { throw URLFault("is empty") }
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw URLFault(
                "must be ASCII without blanks: percent-encode what is not, and write the host in its xn-- form")
        }
        let forms = schemes.map { "\($0)://" }.joined(separator: " or ")
        guard let separator = text.firstRange(of: "://") else { throw URLFault("must begin with \(forms)") }
        scheme = text[..<separator.lowerBound].lowercased()
        guard schemes.contains(scheme) else { throw URLFault("must begin with \(forms)") }
        let rest = text[separator.upperBound...]
        let end = rest.firstIndex { "/?#".contains($0) } ?? rest.endIndex
        path = String(rest[end...])
        let whole = rest[..<end]
        let at = whole.lastIndex(of: "@")
        userInfo = at.map { String(whole[..<$0]) }
        let address = at.map { whole[whole.index(after: $0)...] } ?? whole
        authority = String(address)
        (host, port) = try Self.split(address)
    }

    private static func split(_ address: Substring) throws(URLFault) -> (host: String, port: Int?) {
        let host: Substring
        let after: Substring
        if address.first == "[", let bracket = address.firstIndex(of: "]") {
            host = address[..<bracket].dropFirst()
            after = address[bracket...].dropFirst()
            guard host.contains(":"), host.utf8.allSatisfy({ $0.isASCIIAlphanumeric || ":.%".utf8.contains($0) }) else {
                throw URLFault("has no valid IPv6 address between `[` and `]`")
            }
        } else {
            let colon = address.firstIndex(of: ":") ?? address.endIndex
            (host, after) = (address[..<colon], address[colon...])
            guard !host.isEmpty else { throw URLFault("has no host") }
            guard host.utf8.allSatisfy({ $0.isASCIIAlphanumeric || "-._".utf8.contains($0) }) else {
                throw URLFault("has an invalid host name")
            }
        }
        guard !after.isEmpty else { return (String(host), nil) }
        guard
            after.first == ":", after.dropFirst().utf8.allSatisfy(\.isASCIIDigit), let port = Int(after.dropFirst()),
            1...65_535 ~= port
        else { throw URLFault("has no valid port after its host: 1 to 65535") }
        return (String(host), port)
    }
}
