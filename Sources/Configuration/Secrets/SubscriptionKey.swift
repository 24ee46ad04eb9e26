import Ground

/// The subscription key of the API: its possible sources, and its form.
///
/// For a customer group these sources are tried in order:
/// 1. the group's `subscription_key_file`;
/// 2. `api.subscription_key_file` or `api.subscription_key`, of which a file may give one;
/// 3. the environment's `ORESUNDSKRAFT_SUBSCRIPTION_KEY`;
/// 4. the systemd credential `subscription-key` (`LoadCredential=`, systemd.exec(5)).
///
/// The first one that exists is used and must be valid: a broken one is never skipped. Files are read when the
/// configuration is loaded, and again at each reload.
package enum SubscriptionKey {
    /// The source of a key.
    package enum Source: Sendable, Equatable, CustomStringConvertible {
        case file(String)
        case configuration
        case environment
        case credential

        package var description: String {
            switch self {
            case .file(let path): "file \(path)"
            case .configuration: "api.subscription_key"
            case .environment: "environment variable \(SubscriptionKey.environmentVariable)"
            case .credential: "systemd credential \(SubscriptionKey.credential)"
            }
        }
    }

    /// A key and its source.
    struct Found: Equatable {
        let key: Secret
        let source: Source
    }

    /// The environment's variable that may hold the key.
    package static let environmentVariable = "ORESUNDSKRAFT_SUBSCRIPTION_KEY"
    /// The name of the systemd credential that may hold the key.
    package static let credential = "subscription-key"

    /// Returns the path of the credential; nil if neither systemd nor a similar supervisor provides one.
    static func credentialPath(_ environment: [String: String]) -> String? {
        guard let folder = environment["CREDENTIALS_DIRECTORY"], !folder.isEmpty else { return nil }
        return "\(folder)/\(credential)"
    }

    /// Reads the key from outside the configuration; nil if there is none.
    static func outside(_ environment: [String: String]) throws(SecretFile.Failure) -> Found? {
        if let text = environment[environmentVariable] {
            do {
                return Found(key: try SecretFile.secret(in: text, as: .subscriptionKey), source: .environment)
            } catch {
                throw SecretFile.Failure(reason: "the \(Source.environment) \(error.reason)")
            }
        }
        guard let path = credentialPath(environment), SmallFile.exists(path) else { return nil }
        do {
            return Found(key: try SecretFile.read(path, as: .subscriptionKey).secret, source: .credential)
        } catch {
            throw SecretFile.Failure(reason: "the \(Source.credential) \(error.reason)")
        }
    }
}
