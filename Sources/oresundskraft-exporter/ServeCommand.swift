import ArgumentParser
import Configuration
import Exporter
import Foundation
import HTTPServer
import Logging
import ServiceLifecycle
import UnixSignals

/// `serve`: polls and answers scrapes until SIGTERM or SIGINT.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Poll the API, store readings, serve /metrics and the status page.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var web: WebOptions

    @Flag(
        name: .customLong("web.enable-lifecycle"), help: "Answer POST /-/reload, which reads the configuration again.")
    var enableLifecycle = false

    func run() async throws {
        let log = common.logging.logger
        do {
            let path = common.configFile
            let environment = ProcessInfo.processInfo.environment
            let (configuration, warnings) = try Configuration.load(path: path, environment: environment)
            for warning in warnings { log.warning("configuration", metadata: ["warning": "\(warning)"]) }
            let options = ExporterService.Options(
                addresses: try web.addresses(), telemetryPath: web.telemetryPath, isLifecycleEnabled: enableLifecycle,
                reload: { () throws(ConfigurationError) in
                    let (configuration, warnings) = try Configuration.load(path: path, environment: environment)
                    for warning in warnings { log.warning("configuration", metadata: ["warning": "\(warning)"]) }
                    return configuration
                })
            try await ServiceGroup.runUntilSignalled(logger: log) {
                let service = try await ExporterService.start(
                    configuration: configuration, options: options, logger: log)
                log.info(
                    "serving",
                    metadata: ["version": "\(BuildInfo().version)", "groups": "\(configuration.customers.count)"])
                try await service.run()
            }
        } catch {
            throw log.failure(error)
        }
    }
}

/// The flags about the web, named as in every Prometheus exporter.
struct WebOptions: ParsableArguments {
    @Option(
        name: .customLong("web.listen-address"), parsing: .singleValue,
        help: ArgumentHelp(
            "Where to listen; may be repeated. Port 0 picks a free one. (default: :9877)", valueName: "address"),
        transform: { try ListenAddress(parsing: $0) })
    var listenAddresses: [ListenAddress] = []

    @Option(name: .customLong("web.telemetry-path"), help: ArgumentHelp("Where the metrics are.", valueName: "path"))
    var telemetryPath = "/metrics"

    /// - Throws: nothing that was not thrown while the flags were read.
    func addresses() throws -> [ListenAddress] {
        try listenAddresses.isEmpty ? [ListenAddress(parsing: ":9877")] : listenAddresses
    }

    func validate() throws {
        guard telemetryPath.hasPrefix("/"), telemetryPath != "/", !telemetryPath.hasPrefix("/-/"),
            telemetryPath.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !"?#%\"<>\\".utf8.contains($0) })
        else {
            throw ValidationError(
                "--web.telemetry-path \(telemetryPath): give a path such as /metrics, other than / and not below /-/")
        }
    }
}

extension ServiceGroup {
    /// Runs until SIGTERM or SIGINT, which are trapped before the body begins: what it opens is closed in any case.
    static func runUntilSignalled(logger: Logger, _ body: @escaping @Sendable () async throws -> Void) async throws {
        // The group's own account of its services is for developers, and would print all that they hold.
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
