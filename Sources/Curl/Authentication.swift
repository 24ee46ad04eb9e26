/// How a request says who sends it: the `Authorization` header.
package enum Authentication: Sendable, Hashable {
    /// No header.
    case none
    /// RFC 7617. The user name cannot hold a colon.
    case basic(username: String, password: Secret)
    /// RFC 6750.
    case bearer(Secret)

    /// The header's value; nil for ``none``.
    ///
    /// - Throws: ``CurlError/invalidHeader(name:reason:)`` for a user name with a colon, which would end it early.
    func headerValue() throws(CurlError) -> String? {
        switch self {
        case .none: return nil
        case .bearer(let token): return "Bearer \(token.reveal())"
        case .basic(let username, let password):
            guard !username.utf8.contains(UInt8(ascii: ":")) else {
                throw .invalidHeader(name: "Authorization", reason: "the user name holds a colon")
            }
            return "Basic \(Base64.encode("\(username):\(password.reveal())".utf8))"
        }
    }
}
