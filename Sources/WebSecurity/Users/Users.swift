import Ground
import Synchronization

/// The users, and the passwords that were right or wrong before.
final class Users: Sendable {
    /// The verdict on a request, if it needs no password comparison.
    enum Judgement {
        case known(Bool)
        /// Returns the result; nil if too many wait.
        case unknown(@Sendable () async -> Bool?)
    }

    private struct State {
        var hashes: [String: Secret] = [:]
        /// The hashes of users in a fixed order, from which decoys for unknown names are made.
        var decoys: [String] = []
    }

    private let state = Mutex(State())
    private let results: Results
    private let queue: ComparisonQueue

    init(compare: (@Sendable (Comparison) -> Bool)? = nil) {
        let results = Results()
        let record = { @Sendable (comparison: Comparison, isRight: Bool) in results.record(comparison, isRight) }
        self.results = results
        queue = compare.map { ComparisonQueue(compare: $0, onResult: record) } ?? ComparisonQueue(onResult: record)
    }

    /// Replaces the users. Results for those that stay are kept.
    func replace(with hashes: [String: Secret]) {
        results.keep(hashes)
        state.withLock { $0 = State(hashes: hashes, decoys: hashes.values.map { $0.reveal() }.sorted()) }
    }

    /// Judges a name and a password. Never blocks.
    func judge(_ credentials: BasicCredentials) -> Judgement {
        guard !credentials.password.contains(0) else { return .known(false) }
        let (hash, isUser) = state.withLock { state in
            state.hashes[credentials.user].map { ($0.reveal(), true) }
                ?? (Self.decoy(for: credentials.user, among: state.decoys), false)
        }
        guard let hash else { return .known(false) }
        let comparison = Comparison(credentials: credentials, hash: hash)
        if let result = results.result(of: comparison) { return .known(result && isUser) }
        return .unknown { [queue] in await queue.result(of: comparison).map { $0 && isUser } }
    }

    /// Returns a hash for an unknown name, with the cost of one of the users' hashes: always the same for one name, so
    /// that time does not distinguish it from a user's. No password matches it.
    private static func decoy(for name: String, among hashes: [String]) -> String? {
        guard !hashes.isEmpty else { return nil }
        // Hashing has another seed in each process, so the choice cannot be predicted from outside.
        var hasher = Hasher()
        hasher.combine(name)
        let hash = hashes[Int(hasher.finalize().magnitude % UInt(hashes.count))]
        // The prefix and cost of a user's hash, then the salt and hash of a password that nobody knows.
        return hash.prefix(7) + "QOauhQNbBCuQDKes6eFzPeMqBSjb7Mr5DUmpZ/VcEd00UAV/LDeSi"
    }

    /// The results behind a lock, for both sides of the queue.
    private final class Results: Sendable {
        private let results = Mutex(PasswordResults())

        func result(of comparison: Comparison) -> Bool? { results.withLock { $0.result(of: comparison) } }

        func record(_ comparison: Comparison, _ isRight: Bool) {
            results.withLock { $0.record(comparison, isRight: isRight) }
        }

        func keep(_ users: [String: Secret]) { results.withLock { $0.keep(users) } }
    }
}
