import ArgumentParser
import Configuration
import Exporter
import Foundation
import HTTPServer
import Logging
import ServiceLifecycle
import Simulator

/// `demo`: the simulator and the exporter in one process, with a temporary store.
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo", abstract: "Run the exporter against a simulated utility; needs no account and no files.")

    @OptionGroup var web: WebOptions

    @Option(name: .customLong("metering-points"), help: "The number of metering points of the simulated utility.")
    var meteringPoints = 12

    @OptionGroup var logging: LoggingOptions

    /// A look needs no more, and the simulated utility makes up to so many answers in a moment.
    private static let meteringPointLimit = 1000

    func validate() throws {
        guard (1...Self.meteringPointLimit).contains(meteringPoints) else {
            throw ValidationError("--metering-points: give 1 to \(Self.meteringPointLimit)")
        }
    }

    func run() async throws {
        let log = logging.logger
        do {
            try await ServiceGroup.runUntilSignalled(logger: log) {
                let folder = FileManager.default.temporaryDirectory.appending(
                    path: "oresundskraft-demo-\(UUID().uuidString)")
                try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
                defer { try? FileManager.default.removeItem(at: folder) }
                try await run(in: folder, log)
            }
        } catch {
            throw log.failure(error)
        }
    }

    private func run(in folder: URL, _ log: Logger) async throws {
        var options = SimulatorOptions()
        options.listen = "127.0.0.1:0"
        options.utility.meteringPoints = meteringPoints
        let simulator = try await SimulatorServer.start(options)
        let utility = simulator.utility
        let configuration = try Configuration.demo(
            url: simulator.url, key: options.keys[0], customers: utility.customerNumbers,
            names: Dictionary(
                utility.objects.map { ($0.meteringPoint, $0.name) }, uniquingKeysWith: { first, _ in first }),
            store: folder.appending(path: "readings.sqlite").path)
        let exporter = try await ExporterService.start(
            configuration: configuration,
            options: ExporterService.Options(web: try web.answers()),
            logger: log)
        announce(exporter.addresses, simulator.url)
        try await exporter.run()
        await simulator.shutdown()
    }

    private func announce(_ addresses: [ListenAddress], _ simulator: String) {
        let pages = addresses.flatMap { address in
            [
                ((address.url ?? "\(address) ") + "/", "status page"),
                ((address.url ?? "\(address) ") + web.telemetryPath, "metrics, as Prometheus scrapes them"),
            ]
        }
        let width = pages.map(\.0.count).max() ?? 0
        print("\nThe exporter runs against a simulated utility with \(meteringPoints) metering points. Open\n")
        for (url, what) in pages {
            print("  \(url)\(String(repeating: " ", count: width - url.count))  \(what)")
        }
        print("\nThe simulated API is at \(simulator). Ctrl-C ends it all and leaves nothing behind.\n")
        // Standard output may be a pipe, whose reader waits for the addresses.
        fflush(nil)
    }
}
