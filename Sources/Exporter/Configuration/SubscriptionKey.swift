/// The key of the API's subscription: where it may come from, and what it may be.
///
/// Of a customer group it is, in this order,
/// 1. the group's `subscription_key_file`;
/// 2. `api.subscription_key_file` or `api.subscription_key`, of which a file may give one;
/// 3. the environment's `ORESUNDSKRAFT_SUBSCRIPTION_KEY`;
/// 4. the systemd credential `subscription-key` (`LoadCredential=`, systemd.exec(5)).
///
/// The first that is there is taken, and must be right: a broken one is never passed over for the next. Files are read
/// when the configuration is loaded, and again at each reload.
package enum SubscriptionKey {
    /// Where a key is from.
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

    /// A key and where it is from.
    struct Found: Equatable {
        let key: SecretText
        let source: Source
    }

    /// Why a key can not be used, without the key.
    struct Failure: Error {
        let reason: String
    }

    /// The environment's variable that may hold the key.
    package static let environmentVariable = "ORESUNDSKRAFT_SUBSCRIPTION_KEY"
    /// The name of the systemd credential that may hold the key.
    package static let credential = "subscription-key"
    /// Larger files are no keys.
    static let sizeLimit = 4_096

    /// The key that a text holds, without the line break at its end.
    static func check(_ text: String) throws(Failure) -> SecretText {
        var scalars = text.unicodeScalars[...]
        if scalars.last == "\n" { scalars.removeLast() }
        if scalars.last == "\r" { scalars.removeLast() }
        guard !scalars.isEmpty else { throw Failure(reason: "is empty") }
        guard !scalars.contains(where: { $0 == "\n" || $0 == "\r" }) else {
            throw Failure(reason: "has more than one line: the key is one line of ASCII")
        }
        guard scalars.allSatisfy({ $0.value > 0x20 && $0.value < 0x7F }) else {
            throw Failure(reason: "holds a blank, a control character or one that is not ASCII: the key is plain ASCII")
        }
        return SecretText(String(scalars))
    }

    /// The key that a file holds.
    static func read(_ path: String) throws(Failure) -> (key: SecretText, isWorldReadable: Bool) {
        let file: FileReader.File
        do {
            file = try FileReader.read(path, limit: sizeLimit)
        } catch {
            throw Failure(reason: "cannot be read: \(error.reason)")
        }
        guard let text = String(validating: file.bytes, as: UTF8.self) else {
            throw Failure(reason: "is not text: the key is one line of ASCII")
        }
        return (try check(text), file.isWorldReadable)
    }

    /// The key that stands outside of the configuration; nil where there is none.
    static func outside(_ environment: [String: String]) throws(Failure) -> Found? {
        if let text = environment[environmentVariable] {
            do {
                return Found(key: try check(text), source: .environment)
            } catch {
                throw Failure(reason: "the \(Source.environment) \(error.reason)")
            }
        }
        guard let folder = environment["CREDENTIALS_DIRECTORY"], !folder.isEmpty else { return nil }
        let path = "\(folder)/\(credential)"
        guard FileReader.exists(path) else { return nil }
        do {
            return Found(key: try read(path).key, source: .credential)
        } catch {
            throw Failure(reason: "the \(Source.credential) \(error.reason)")
        }
    }
}
