/// The keys of a receiver's `basic_auth`.
enum BasicAuthKey: String, SectionKey {
    static let place = "under `basic_auth` of a receiver"
    case username
    case passwordFile = "password_file"
}

extension ConfigurationReader {
    /// Reads the credentials for a receiver; two kinds at once are a fault.
    func readCredentials(
        _ section: Section<ReceiverKey>, among headers: [Configuration.Header]
    ) -> Configuration.Credentials {
        var found: [(key: ReceiverKey, credentials: Configuration.Credentials)] = []
        let basic = section.section(.basicAuth, of: BasicAuthKey.self)
        let username = basic[.username].flatMap { $0.isEmptyText ? nil : $0 }
        let passwordFile = basic[.passwordFile].flatMap { $0.isEmptyText ? nil : $0 }
        switch (username, passwordFile) {
        case (let username?, let file?):
            let name = username.text() ?? ""
            if name.contains(":") { username.fault("must not contain a colon (RFC 7617)") }
            if let (path, _) = file.secretFile(.credential) {
                found.append((.basicAuth, .basic(username: name, passwordFile: path)))
            }
        case (let username?, nil): username.fault("a user needs a password: give `password_file` too")
        case (nil, let file?): file.fault("a password needs its user: give `username` too")
        case (nil, nil): break
        }
        if let file = section[.bearerTokenFile], !file.isEmptyText, let (path, _) = file.secretFile(.credential) {
            found.append((.bearerTokenFile, .bearer(tokenFile: path)))
        }
        let isInHeaders = headers.contains { $0.name.lowercased() == "authorization" }
        if let first = found.first, found.count > 1 || isInHeaders {
            let others =
                found.dropFirst().map { "`\($0.key.rawValue)`" } + (isInHeaders ? ["the header Authorization"] : [])
            section[first.key]?.fault("is given together with \(others.joined(separator: " and ")): keep one of them")
        }
        return found.first?.credentials ?? .none
    }
}
