import Ground

/// The results of comparisons, so that a client pays for bcrypt once and not with each request.
///
/// The newest right password of each user is kept apart, so that no number of wrong ones can displace it. A result
/// belongs to a name, a hash and a password as three values, never to a text joined of them, which could also be joined
/// from three others (CVE-2022-46146).
struct PasswordResults {
    /// The most wrong results to keep.
    static let wrongLimit = 100

    private var right: [String: Comparison] = [:]
    private var wrong: Set<Comparison> = []
    /// The wrong ones, the oldest first.
    private var order: [Comparison] = []

    /// Returns the result of an earlier comparison; nil if there was none.
    func result(of comparison: Comparison) -> Bool? {
        if let known = right[comparison.credentials.user], known.hash == comparison.hash,
            Bcrypt.isEqual(known.credentials.password, comparison.credentials.password)
        {
            return true
        }
        return wrong.contains(comparison) ? false : nil
    }

    /// Keeps a result; beyond the limit the oldest wrong one is dropped.
    mutating func record(_ comparison: Comparison, isRight: Bool) {
        if isRight {
            right[comparison.credentials.user] = comparison
        } else if wrong.insert(comparison).inserted {
            order.append(comparison)
            if order.count > Self.wrongLimit { wrong.remove(order.removeFirst()) }
        }
    }

    /// Forgets removed users.
    mutating func keep(_ users: [String: Secret]) {
        right = right.filter { user, comparison in users[user].map { $0.reveal() == comparison.hash } ?? false }
    }
}

/// A password to compare with a hash.
struct Comparison: Hashable {
    let credentials: BasicCredentials
    let hash: String
}
