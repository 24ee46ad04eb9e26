package import Configuration
import Exposition
package import Ground
package import HTTPServer
package import Logging
import Synchronization

/// Secures a server by its web configuration file, and reads the files again after they have changed.
///
/// ```swift
/// let (security, warnings) = try WebSecurity.load(path: "web.yml", logger: logger)
/// let server = HTTPServer(addresses: addresses, routes: routes, logger: logger, gate: security)
/// await security.followFiles()  // until the task is cancelled
/// ```
package final class WebSecurity: RequestGate {
    /// The file's settings, with everything made from them.
    private struct Settings {
        var configuration: WebConfiguration
        var fields: AnswerFields
        var acceptor: TLSAcceptor?
    }

    /// Results of reading the file.
    struct Attempts {
        /// The reason that the last one failed; nil if it succeeded.
        var failure: String?
        var lastSuccess: Timestamp
        /// The state of the files when they were last read.
        var stamps: [FileStamp?]
    }

    let path: String
    let logger: Logger
    let now: @Sendable () -> Timestamp
    let attempts: Mutex<Attempts>
    /// Allows one reload at a time, so that the files read last are the ones that count.
    let turn = Mutex(())
    private let settings: Mutex<Settings>
    private let bucket: Mutex<RequestBucket?>
    private let users: Users

    private init(
        _ settings: Settings, path: String, users: Users, logger: Logger, now: @escaping @Sendable () -> Timestamp
    ) {
        self.path = path
        self.users = users
        self.logger = logger
        self.now = now
        attempts = Mutex(Attempts(lastSuccess: now(), stamps: FileStamp.all(settings.configuration.files)))
        bucket = Mutex(settings.configuration.rateLimit.map { RequestBucket($0, now: .now) })
        users.replace(with: settings.configuration.users)
        self.settings = Mutex(settings)
    }

    /// Reads a web configuration file and the files that it names. Blocks.
    ///
    /// - Returns: the security, and warnings.
    /// - Throws: ``ConfigurationError`` with all faults and warnings.
    package static func load(
        path: String, logger: Logger, now: @escaping @Sendable () -> Timestamp = WallClock.now
    ) throws(ConfigurationError) -> (security: WebSecurity, warnings: [ConfigurationFault]) {
        let (settings, warnings) = try read(path, logger: logger, now: now)
        return (WebSecurity(settings, path: path, users: Users(), logger: logger, now: now), warnings)
    }

    /// Checks a web configuration file. Blocks.
    ///
    /// - Returns: its summary, one line each, and warnings.
    /// - Throws: ``ConfigurationError`` with all faults and warnings.
    package static func check(path: String) throws(ConfigurationError) -> (
        summary: [String], warnings: [ConfigurationFault]
    ) {
        let (settings, warnings) = try read(path, logger: .silent, now: WallClock.now)
        return (settings.configuration.summary, warnings)
    }

    private static func read(
        _ path: String, logger: Logger, now: @escaping @Sendable () -> Timestamp
    ) throws(ConfigurationError) -> (settings: Settings, warnings: [ConfigurationFault]) {
        let (configuration, warnings) = try WebConfiguration.load(path: path, judge: CertificateInspector(now: now))
        let acceptor: TLSAcceptor?
        do {
            acceptor = try configuration.tls.map { try TLSAcceptor($0, logger: logger) }
        } catch {
            // Its parts were judged one by one, so BoringSSL refuses their combination.
            throw ConfigurationError(
                faults: [
                    ConfigurationFault(file: path, keyPath: "tls_server_config", message: "cannot be used: \(error)")
                ], warnings: warnings)
        }
        var fields = AnswerFields.standard
        for header in configuration.headers { fields = fields.setting(header.name, to: header.value) }
        return (Settings(configuration: configuration, fields: fields, acceptor: acceptor), warnings)
    }

    // MARK: The gate

    package var fields: AnswerFields { settings.withLock { $0.fields } }

    package var encryption: (any ConnectionEncryption)? { settings.withLock { $0.acceptor } }

    /// True if neither a user's password nor a client's certificate is required.
    package var admitsEverybody: Bool {
        settings.withLock { settings in
            settings.configuration.users.isEmpty && settings.configuration.tls?.clientPolicy.requires != true
        }
    }

    package var refusalOfStrangers: HTTPResponse? {
        settings.withLock { $0.configuration.users.isEmpty } ? nil : Refusal.unauthorized
    }

    /// Admits a request that is within the rate limit and carries a user's password, if the file names users. A
    /// comparison of passwords runs on another thread, and its result is remembered.
    package func admit(_ request: HTTPRequest) -> Admission {
        let isWithinLimit = bucket.withLock { bucket in bucket?.take(at: .now) ?? true }
        guard isWithinLimit else { return .refused(Refusal.tooManyRequests) }
        guard !settings.withLock({ $0.configuration.users.isEmpty }) else { return .admitted }
        guard let credentials = BasicCredentials(request.header("Authorization")) else {
            return .refused(Refusal.unauthorized)
        }
        switch users.judge(credentials) {
        case .known(let isRight):
            return isRight ? .admitted : .refused(Refusal.unauthorized)
        case .unknown(let result):
            return .pending {
                switch await result() {
                case true?: nil
                case false?: Refusal.unauthorized
                case nil: Refusal.busy
                }
            }
        }
    }

    // MARK: Reloading

    /// The files that were read.
    var files: [String] { settings.withLock { $0.configuration.files } }

    /// Reads the files again, and uses them if they are valid.
    ///
    /// - Throws: ``ConfigurationError``.
    func reread() throws(ConfigurationError) -> [ConfigurationFault] {
        let (new, warnings) = try Self.read(path, logger: logger, now: now)
        let old = settings.withLock { $0.configuration }
        if let reason = new.configuration.loosens(old) {
            throw ConfigurationError(
                faults: [ConfigurationFault(file: path, keyPath: "", message: reason)], warnings: warnings)
        }
        users.replace(with: new.configuration.users)
        bucket.withLock { bucket in
            guard bucket?.limit != new.configuration.rateLimit else { return }
            bucket = new.configuration.rateLimit.map { RequestBucket($0, now: .now) }
        }
        settings.withLock { $0 = new }
        return warnings
    }

    /// The end of the server's certificates, in seconds since 1970; nil without encryption.
    var certificatesEnd: Int? { settings.withLock { $0.acceptor?.certificatesEnd } }
}

extension Logger {
    fileprivate static var silent: Logger { Logger(label: "") { _ in SwiftLogNoOpLogHandler() } }
}
