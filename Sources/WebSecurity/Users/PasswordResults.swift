import Ground

/// The results of comparisons, so that a client pays for bcrypt once and not with each request.
///
/// The newest right password of each user is kept apart: no number of wrong ones can throw it out. A result belongs to a
/// name, a hash and a password as three values, never to a text joined of them, for which other three could stand
/// (CVE-2022-46146).
struct PasswordResults {
    /// The most wrong results that are kept.
    static let wrongLimit = 100

    private var right: [String: Comparison] = [:]
    private var wrong: Set<Comparison> = []
    /// The wrong ones, the oldest first.
    private var order: [Comparison] = []

    /// The result of a comparison that was made before.
    func result(of comparison: Comparison) -> Bool? {
        if let known = right[comparison.credentials.user], known.hash == comparison.hash,
            Bcrypt.isEqual(known.credentials.password, comparison.credentials.password)
        {
            return true
        }
        return wrong.contains(comparison) ? false : nil
    }

    /// Keeps a result; of too many wrong ones the oldest goes.
    mutating func record(_ comparison: Comparison, isRight: Bool) {
        if isRight {
            right[comparison.credentials.user] = comparison
        } else if wrong.insert(comparison).inserted {
            order.append(comparison)
            if order.count > Self.wrongLimit { wrong.remove(order.removeFirst()) }
        }
    }

    /// Forgets users that are no longer there.
    mutating func keep(_ users: [String: Secret]) {
        right = right.filter { user, comparison in users[user].map { $0.reveal() == comparison.hash } ?? false }
    }
}

/// A password to be compared with a hash.
struct Comparison: Hashable {
    let credentials: BasicCredentials
    let hash: String
}
