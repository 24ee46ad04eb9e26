import Ground

extension WebConfigurationReader {
    /// The accepted costs of bcrypt. Each step doubles the time of a comparison: about 70 ms at 10, a minute at 20.
    private static let costs = 4...20
    /// The costs without a warning: high enough against guessing, and low enough that a first request can wait for it.
    private static let usualCosts = 8...14

    /// Reads the users, with the bcrypt hash of each.
    func readUsers(_ top: Section<WebKey>) -> [String: Secret] {
        var users: [String: Secret] = [:]
        for entry in top.entries(.users) {
            if let reason = fault(ofName: entry.name) {
                entry.faultOfName("the user \(quoted(entry.name)) \(reason)")
            }
            if let hash = readHash(entry.value) { users[entry.name] = Secret(hash) }
        }
        if !users.isEmpty, let reason = judge.passwordFault { top[.users]?.fault(reason) }
        return users
    }

    private func fault(ofName name: String) -> String? {
        if name.isEmpty { return "has no name" }
        if name.contains(":") { return "can never log in: a name with a colon cannot be sent (RFC 7617)" }
        return name.hasControlCharacter ? "has a control character in the name" : nil
    }

    /// Reads a hash. The fault never quotes the value, which may be the password itself.
    private func readHash(_ value: ConfigurationValue) -> String? {
        guard let hash = value.text() else { return nil }
        let parts = hash.split(separator: "$", omittingEmptySubsequences: false)
        guard parts.count == 4, parts[0].isEmpty, parts[1].utf8.first == UInt8(ascii: "2") else {
            return value.refused(
                "is not a bcrypt hash (not shown: it may be a password): make one with `htpasswd -nBC 10 \"\"`")
        }
        guard ["2a", "2b", "2y"].contains(parts[1]) else {
            return value.refused("is bcrypt of the kind `\(parts[1].prefix(3))`, but only 2a, 2b and 2y are supported")
        }
        guard parts[2].utf8.count == 2, let cost = Int(parts[2]), Self.costs.contains(cost) else {
            return value.refused(
                "the bcrypt cost must be \(Self.costs.lowerBound) to \(Self.costs.upperBound), got "
                    + quoted(parts[2]))
        }
        guard parts[3].utf8.count == 53, parts[3].utf8.allSatisfy({ $0.isASCIIAlphanumeric || "./".utf8.contains($0) })
        else {
            return value.refused(
                "is a damaged bcrypt hash: the cost is followed by 53 characters, each a letter, a digit, `.` or `/`")
        }
        if cost < Self.usualCosts.lowerBound {
            value.warn("a bcrypt cost of \(cost) makes passwords quick to guess: use 10")
        } else if cost > Self.usualCosts.upperBound {
            value.warn("a bcrypt cost of \(cost) makes each first request wait for seconds: use 10")
        }
        return hash
    }
}
