import ArgumentParser
import Exporter
import HTTPServer
import Logging
import WebSecurity

/// The flags about the web server, with the names of every Prometheus exporter.
struct WebOptions: ParsableArguments {
    @Option(
        name: .customLong("web.listen-address"), parsing: .singleValue,
        help: ArgumentHelp(
            "The address to listen on; may be repeated. Port 0 picks a free one. (default: :9877)",
            valueName: "address"),
        transform: { try ListenAddress(parsing: $0) })
    var listenAddresses: [ListenAddress] = []

    @Option(name: .customLong("web.telemetry-path"), help: ArgumentHelp("The path of the metrics.", valueName: "path"))
    var telemetryPath = "/metrics"

    /// - Throws: only errors that were thrown before, when the flags were parsed.
    func answers() throws -> ExporterService.Web {
        var web = ExporterService.Web(
            addresses: listenAddresses.isEmpty ? [try ListenAddress(parsing: ":9877")] : listenAddresses)
        web.telemetryPath = telemetryPath
        return web
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

/// The flag for the file with encryption and users, in the format of Prometheus' exporter-toolkit.
struct WebConfigOptions: ParsableArguments {
    @Option(
        name: .customLong("web.config.file"),
        help: ArgumentHelp("The file with TLS, users, headers and rate limit of the web server.", valueName: "file"))
    var webConfigFile: String?

    /// Loads the file, if one is named; its warnings go to the log.
    ///
    /// - Throws: `ConfigurationError`.
    func security(log: Logger) throws -> WebSecurity? {
        guard let webConfigFile, !webConfigFile.isEmpty else { return nil }
        let (security, warnings) = try WebSecurity.load(path: webConfigFile, logger: log)
        for warning in warnings { log.warning("web configuration", metadata: ["warning": "\(warning)"]) }
        return security
    }
}

/// The flags of `serve` about its answers, and about its address behind a proxy.
struct RouteOptions: ParsableArguments {
    @Option(
        name: .customLong("web.max-requests"),
        help: ArgumentHelp("The most scrapes at a time; more get 503. 0 sets no limit.", valueName: "n"))
    var maxRequests = 40

    @Flag(
        name: .customLong("web.disable-exporter-metrics"),
        help: "Leave out the metrics of the process and of its web server.")
    var disableExporterMetrics = false

    @Option(
        name: .customLong("web.external-url"),
        help: ArgumentHelp(
            "The address under which a proxy shows the exporter; its path is the default of --web.route-prefix.",
            valueName: "url"),
        transform: { try RouteOptions.read("--web.external-url", $0) { try RoutePrefix(externalURL: $0) } })
    var externalURL: RoutePrefix?

    @Option(
        name: .customLong("web.route-prefix"),
        help: ArgumentHelp(
            "The prefix of all paths; / behind a proxy that removes it. (default: the path of --web.external-url)",
            valueName: "path"),
        transform: { try RouteOptions.read("--web.route-prefix", $0) { try RoutePrefix($0) } })
    var routePrefix: RoutePrefix?

    func validate() throws {
        guard maxRequests >= 0 else {
            throw ValidationError("--web.max-requests \(maxRequests): give a number from 0, which sets no limit")
        }
    }

    func apply(to web: inout ExporterService.Web) {
        web.maxRequests = maxRequests
        web.showsExporterMetrics = !disableExporterMetrics
        web.prefix = routePrefix ?? externalURL ?? .none
    }

    private static func read(_ flag: String, _ text: String, _ read: (String) throws -> RoutePrefix) throws
        -> RoutePrefix
    {
        do {
            return try read(text)
        } catch {
            throw ValidationError("\(flag) \(text): \(error)")
        }
    }
}
