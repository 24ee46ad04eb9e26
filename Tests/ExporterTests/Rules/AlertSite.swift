import Configuration
import Foundation
import Ground
import HTTPServer
import LineLog
import Logging
import Metering
import ServiceLifecycle
import Simulator
import TestBench
import TestSupport

@testable import Exporter

/// Every station of an alert: a simulated utility, the exporter, a real Prometheus with the shipped rules, a real
/// Alertmanager, and a receiver of its webhook. The time of utility and exporter is the test's own.
final class AlertSite {
    let folder: URL
    let simulator: SimulatorServer
    /// The exporter's address, as Prometheus scrapes it: `127.0.0.1:PORT`.
    let exporter: String
    private let clock: Box
    private let group: ServiceGroup
    private let running: Task<Void, any Error>
    private let receiver: RunningProgram
    private let alertmanager: RunningProgram
    private let prometheus: Prometheus

    /// Runs a test among all of them.
    ///
    /// - Parameters:
    ///   - tariffs: none for the built-in one.
    ///   - limits: the content of `limits.yml` in place of the shipped one.
    static func with(
        now: Timestamp, names: [String: String], tariffs: [Tariff] = [], limits: String,
        _ change: (inout SimulatorOptions) -> Void, _ body: (AlertSite) async throws -> Void
    ) async throws {
        try await withTemporaryFolder { folder in
            let site = try await AlertSite(
                folder, now: now, names: names, tariffs: tariffs, limits: limits, change)
            try await body(site)
            try await site.end()
        }
    }

    private init(
        _ folder: URL, now: Timestamp, names: [String: String], tariffs: [Tariff], limits: String,
        _ change: (inout SimulatorOptions) -> Void
    ) async throws {
        self.folder = folder
        let clock = Box(now)
        self.clock = clock
        var options = SimulatorOptions()
        options.listen = "127.0.0.1:0"
        options.now = { clock.value.milliseconds }
        change(&options)
        simulator = try await SimulatorServer.start(options)
        var customers = Configuration.CustomerGroup(
            numbers: simulator.utility.customerNumbers, name: "main", subscriptionKey: Secret("secret"),
            subscriptionKeySource: .environment)
        customers.subsidiary = true
        var configuration = try Configuration(customers: [customers])
        configuration.api.url = try BaseURL(simulator.url)
        configuration.names = names
        configuration.tariffs = tariffs
        configuration.timeSeries.pollInterval = .seconds(1)
        configuration.storage.path = folder.appending(path: "readings.sqlite").path
        let log = Logger.lines(LineLogHandler(level: .error, sink: RecordingSink()))
        let service = try await ExporterService.start(
            configuration: configuration,
            options: ExporterService.Options(
                web: ExporterService.Web(addresses: [try ListenAddress(parsing: "127.0.0.1:0")]), now: { clock.value }),
            logger: log)
        exporter = "\(service.addresses[0])"
        let group = ServiceGroup(services: [service], logger: log)
        self.group = group
        running = Task { try await group.run() }

        receiver = try RunningProgram(Program.pythonPath, ["-c", AlertSite.receiver], in: folder)
        let receiverPort = try await receiver.line(with: "port=").drop { $0 != "=" }.dropFirst()
        let files = [
            "alertmanager.yml": """
            route: {receiver: test, group_by: [alertname], group_wait: 100ms, group_interval: 1s, repeat_interval: 1h}
            receivers:
              - name: test
                webhook_configs: [{url: "http://127.0.0.1:\(receiverPort)/", send_resolved: true}]
            """
        ]
        for (name, text) in files { try Data(text.utf8).write(to: folder.appending(path: name)) }
        alertmanager = try RunningProgram(
            "prometheus-alertmanager",
            [
                "--config.file=alertmanager.yml", "--storage.path=alerts", "--web.listen-address=127.0.0.1:0",
                "--cluster.listen-address=",
            ], in: folder)
        let alertmanagerAddress = try await AlertSite.address(in: alertmanager)

        let rules = RepositoryPaths.root.appending(path: "deploy/prometheus/rules")
        try FileManager.default.createDirectory(
            at: folder.appending(path: "rules"), withIntermediateDirectories: true)
        for file in try FileManager.default.contentsOfDirectory(at: rules, includingPropertiesForKeys: nil)
        where file.pathExtension == "yml" {
            try FileManager.default.copyItem(
                at: file, to: folder.appending(path: "rules").appending(path: file.lastPathComponent))
        }
        let text = """
            global: {scrape_interval: 500ms, scrape_timeout: 500ms, evaluation_interval: 500ms}
            rule_files: ["rules/*.yml"]
            alerting: {alertmanagers: [{static_configs: [{targets: ["\(alertmanagerAddress)"]}]}]}
            scrape_configs:
              - job_name: oresundskraft
                static_configs: [{targets: ["\(exporter)"]}]
            """
        try Data(limits.utf8).write(to: folder.appending(path: "rules/limits.yml"))
        prometheus = try await Prometheus.start(
            text, flags: ["--rules.alert.resend-delay=1s", "--rules.alert.for-grace-period=1s"], in: folder)
    }

    /// Sets the time of utility and exporter.
    var now: Timestamp {
        get { clock.value }
        set { clock.value = newValue }
    }

    /// Writes other limits, and makes Prometheus read them, as a user does.
    func setLimits(_ text: String) throws {
        try Data(text.utf8).write(to: folder.appending(path: "rules/limits.yml"))
        prometheus.program.signal(SIGHUP)
    }

    /// One alert as the webhook got it.
    struct Alert: Decodable {
        var status: String
        var labels: [String: String]
        var annotations: [String: String]
    }

    /// Every notification of one alert that the webhook received, oldest first.
    func received(_ name: String) throws -> [Alert] {
        struct Message: Decodable { var alerts: [Alert] }
        let text = try String(contentsOf: folder.appending(path: "received"), encoding: .utf8)
        return try text.split(separator: "\n").flatMap {
            try JSONDecoder().decode(Message.self, from: Data($0.utf8)).alerts
        }.filter { $0.labels["alertname"] == name }
    }

    private func end() async throws {
        for program in [prometheus.program, alertmanager] { try await program.end() }
        // Nothing of it is to be kept, and it may have been started with other signals ignored.
        try await receiver.end(with: SIGKILL)
        await group.triggerGracefulShutdown()
        try await running.value
        await simulator.shutdown()
    }

    private static func address(in program: RunningProgram) async throws -> String {
        let line = try await program.line(with: "msg=\"Listening on\"")
        // Alertmanager 0.25 names it after the colon of its own message's field.
        return line.firstMatch(of: /address=(\S+)/).map { String($0.1) } ?? ""
    }

    /// Appends the body of each request to a file, a line each.
    private static let receiver = """
        import http.server, sys
        class Receiver(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                with open("received", "ab") as file: file.write(body.replace(b"\\n", b" ") + b"\\n")
                self.send_response(200)
                self.end_headers()
            def log_message(self, *arguments): pass
        open("received", "ab").close()
        server = http.server.HTTPServer(("127.0.0.1", 0), Receiver)
        print(f"port={server.server_port}", file=sys.stderr, flush=True)
        server.serve_forever()
        """
}
