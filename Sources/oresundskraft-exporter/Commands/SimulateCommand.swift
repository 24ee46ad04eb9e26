import ArgumentParser
import Exporter
import Foundation
import Logging
import ServiceLifecycle
import Simulator

/// `simulate`: stands in for the utility's API.
struct SimulateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate", abstract: "Simulate the utility's API, with the oddities of the real one.",
        discussion: """
            Readings are late, estimated, corrected and sometimes missing; the same seed gives the same ones.
            Faults are KIND[:PROBABILITY][:OPTIONS], KIND one of \(FaultRule.kindNames.joined(separator: ", ")).
            OPTIONS: first=N, after=N, customer=NUMBER, offset=N, page=N, longer=DURATION, \
            endpoint=timeseries|invoiced, and by kind \(FaultRule.optionHelp).
            The probability of a kind that changes data is the share of the data that it \
            changes, the same for the same seed; such kinds can be combined. For example
            --fault 429:0.1:retry-after=5 --fault without-zone:1:clock=civil
            """)

    @Option(
        name: .customLong("listen"),
        help: ArgumentHelp("The address to listen on; port 0 picks a free one.", valueName: "address"))
    var listen = "127.0.0.1:8180"

    @Option(name: .customLong("metering-points"), help: "The number of metering points.")
    var meteringPoints = 12

    @Option(name: .customLong("resolution"), help: "The finest resolution: quarter or hour.")
    var resolution = SimulatedUtility.Resolution.quarter

    @Option(
        name: .customLong("delay"),
        help: ArgumentHelp("How late readings arrive. (default: 24h)", valueName: "duration"),
        transform: SimulateCommand.duration)
    var delay = Duration.seconds(86_400)

    @Option(name: .customLong("seed"), help: "The same seed gives the same readings.")
    var seed: UInt64 = 1

    @Option(name: .customLong("key"), help: "The subscription key that is accepted.")
    var key = "secret"

    @Option(
        name: .customLong("fault"), parsing: .singleValue,
        help: ArgumentHelp("A fault to produce; may be repeated.", valueName: "rule"),
        transform: { try FaultRule(parsingFault: $0) })
    var faults: [FaultRule] = []

    @Option(
        name: .customLong("peak"), parsing: .singleValue,
        help: ArgumentHelp(
            "A power peak in kW over one hour, as in 735999000000000013@2026-11-03T08:00:00Z=150; may be repeated.",
            valueName: "peak"),
        transform: { try SimulatedPeak(parsing: $0) })
    var peaks: [SimulatedPeak] = []

    @Option(
        name: .customLong("now"),
        help: ArgumentHelp("Stop the clock at this time.", valueName: "time"))
    var now: String?

    @Option(
        name: .customLong("replay"),
        help: ArgumentHelp(
            "Replay the answers that `capture` wrote to this folder, each once.", valueName: "folder"))
    var replay: String?

    @Flag(name: .customLong("shift"), help: "Move the times of --replay by whole days, as if captured today.")
    var shift = false

    @OptionGroup var logging: LoggingOptions

    func validate() throws {
        if shift, replay == nil { throw ValidationError("--shift: give --replay too") }
        guard meteringPoints > 0 else { throw ValidationError("--metering-points: give 1 or more") }
    }

    /// - Throws: `ValidationError`.
    private static func duration(_ text: String) throws -> Duration {
        guard let duration = Duration(simulatorText: text) else {
            throw ValidationError("give a duration such as 24h or 90m")
        }
        return duration
    }

    func run() async throws {
        let log = logging.logger
        do {
            let options = try options()
            try await ServiceGroup.runUntilSignalled(logger: log) {
                let server = try await SimulatorServer.start(options, logger: log)
                log.info("listening", metadata: ["address": "\(server.address)", "url": "\(server.url)"])
                try await server.run()
            }
        } catch {
            throw log.failure(error)
        }
    }

    private func options() throws -> SimulatorOptions {
        var options = SimulatorOptions()
        options.listen = listen
        options.utility.meteringPoints = meteringPoints
        options.utility.resolution = resolution
        options.utility.seed = seed
        options.utility.delay = delay
        options.utility.peaks = peaks
        options.keys = [key]
        options.faults = faults
        if let now { try options.setNow(now) }
        if let replay { try options.setReplay(replay, shift: shift) }
        return options
    }
}

extension SimulatedUtility.Resolution: ExpressibleByArgument {}
