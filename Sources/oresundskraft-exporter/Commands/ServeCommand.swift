import ArgumentParser
import Configuration
import Exporter
import Foundation
import HTTPServer
import Logging
import Metering
import ServiceLifecycle
import UnixSignals
import WebSecurity

/// `serve`: polls and answers scrapes until SIGTERM or SIGINT.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Poll the API, store readings, serve /metrics and the status page.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var web: WebOptions
    @OptionGroup var sockets: SocketOptions
    @OptionGroup var webConfig: WebConfigOptions
    @OptionGroup var routes: RouteOptions

    @Flag(
        name: .customLong("web.enable-lifecycle"), help: "Answer POST /-/reload, which reads the configuration again.")
    var enableLifecycle = false

    @Option(
        name: .customLong("config.auto-reload-interval"),
        help: ArgumentHelp(
            "How often to check whether the configuration, a key or a certificate has changed, and reload. 0 never checks.",
            valueName: "duration"),
        transform: { try ServeCommand.readInterval($0) })
    var autoReloadInterval = Duration.zero

    private static func readInterval(_ text: String) throws -> Duration {
        do {
            return try DurationText.parse(text)
        } catch {
            throw ValidationError("--config.auto-reload-interval: \(error)")
        }
    }

    func run() async throws {
        let log = common.logging.logger
        do {
            let path = common.configFile
            let environment = ProcessInfo.processInfo.environment
            let (configuration, warnings) = try Configuration.load(path: path, environment: environment)
            for warning in warnings { log.warning("configuration", metadata: ["warning": "\(warning)"]) }
            var answers = try web.answers()
            answers.isLifecycleEnabled = enableLifecycle
            answers.security = try webConfig.security(log: log)
            routes.apply(to: &answers)
            try sockets.apply(to: &answers, isAddressGiven: !web.listenAddresses.isEmpty, log: log)
            var options = ExporterService.Options(
                web: answers,
                reload: { () throws(ConfigurationError) in
                    let (configuration, warnings) = try Configuration.load(path: path, environment: environment)
                    for warning in warnings { log.warning("configuration", metadata: ["warning": "\(warning)"]) }
                    return configuration
                })
            options.reloadInterval = autoReloadInterval
            try await ServiceGroup.runUntilSignalled(logger: log) { [options] in
                let service = try await ExporterService.start(
                    configuration: configuration, options: options, logger: log)
                log.info("serving", metadata: Self.summary(of: configuration))
                if options.web.security?.admitsEverybody ?? true { service.addresses.warnIfOpenToOthers(log) }
                try await service.run()
            }
        } catch {
            throw log.failure(error)
        }
    }

    /// Returns the first log line's fields, for a log read months later: the program, its file, its store and its time
    /// zone.
    private static func summary(of configuration: Configuration) -> Logger.Metadata {
        let build = BuildInfo()
        return [
            "version": "\(build.version)", "revision": "\(build.revision)",
            "config_file": "\(configuration.sourcePath ?? "none")", "store": "\(configuration.storage.path)",
            "time_zone": "\(configuration.calendar.timeZone)",
            "groups": .stringConvertible(configuration.customers.count),
        ]
    }
}

extension [ListenAddress] {
    /// Warns if the server can be reached from other machines without users or certificates.
    fileprivate func warnIfOpenToOthers(_ log: Logger) {
        let reached = filter(\.isBeyondLoopback)
        guard !reached.isEmpty else { return }
        log.warning(
            "anyone who can reach this machine can read customer numbers and consumption: there are no users or client certificates",
            metadata: [
                "addresses": "\(reached.map(\.description).joined(separator: " "))",
                "remedy":
                    "configure them with --web.config.file, or listen on this machine only (--web.listen-address 127.0.0.1:9877)",
            ])
    }
}

extension ServiceGroup {
    /// Runs until SIGTERM or SIGINT, which are trapped before the body begins, so that whatever it opens is closed.
    static func runUntilSignalled(logger: Logger, _ body: @escaping @Sendable () async throws -> Void) async throws {
        // The group's log about its services is for developers, and would print their contents.
        var quiet = logger
        quiet.logLevel = max(quiet.logLevel, .warning)
        let service = ServiceGroupConfiguration.ServiceConfiguration(
            service: StartedService(body: body), successTerminationBehavior: .gracefullyShutdownGroup)
        var configuration = ServiceGroupConfiguration(
            services: [service], gracefulShutdownSignals: [.sigterm, .sigint], logger: quiet)
        configuration.maximumGracefulShutdownDuration = .seconds(15)
        try await ServiceGroup(configuration: configuration).run()
    }
}

/// A service that is started when it is run.
private struct StartedService: Service {
    let body: @Sendable () async throws -> Void

    func run() async throws { try await body() }
}
