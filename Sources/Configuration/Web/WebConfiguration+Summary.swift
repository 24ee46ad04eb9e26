import Ground

extension WebConfiguration {
    /// True if clients need neither a password nor a valid certificate.
    package var letsInEverybody: Bool { users.isEmpty && tls?.clientPolicy != .requireAndVerify }

    /// The meaning of the settings, one line each, for `check-config`.
    package var summary: [String] {
        var lines: [String] = []
        if let tls {
            let versions = tls.minimum == tls.maximum ? "\(tls.minimum)" : "\(tls.minimum) to \(tls.maximum)"
            lines.append("web: \(versions), certificates of clients: \(tls.clientPolicy.rawValue)")
        } else {
            lines.append("web: plain HTTP")
        }
        lines.append(
            users.isEmpty ? "web: no users" : "web: users \(users.keys.sorted().joined(separator: ", "))")
        if let rateLimit {
            let interval = rateLimit.interval.inSeconds
            lines.append("web: at most \(rateLimit.burst) requests at once, and one more each \(interval) s")
        }
        if !headers.isEmpty {
            lines.append("web: headers \(headers.map(\.name).joined(separator: ", "))")
        }
        return lines
    }

    /// Returns the reason that these settings may not replace others while the server runs; nil if they may.
    ///
    /// A half-written file must not open the server to everyone.
    package func loosens(_ old: WebConfiguration) -> String? {
        if (tls == nil) != (old.tls == nil) {
            return "TLS can only be switched on or off by a restart"
        }
        if !old.users.isEmpty, users.isEmpty {
            return "no longer has users, which would let everyone in: restart to apply it"
        }
        return nil
    }
}

extension WebConfiguration.TLSVersion: CustomStringConvertible {
    package var description: String { self == .tls12 ? "TLS 1.2" : "TLS 1.3" }
}
