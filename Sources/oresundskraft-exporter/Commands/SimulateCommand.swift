import ArgumentParser
import Exporter
import Foundation
import Logging
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

    @Option(name: .customLong("metering-points"), help: "The number of metering points, at most 1000000.")
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
        do {
            _ = try optionsWithoutReplay()
        } catch {
            throw ValidationError(error.description)
        }
        if shift, replay == nil { throw ValidationError("--shift: give --replay too") }
        guard (1...Self.meteringPointLimit).contains(meteringPoints) else {
            throw ValidationError("--metering-points: give 1 to \(Self.meteringPointLimit)")
        }
        guard replay != nil else { return }
        let utility = SimulatorOptions().utility
        guard meteringPoints == utility.meteringPoints, resolution == utility.resolution, delay == utility.delay,
            seed == utility.seed, peaks.isEmpty
        else {
            throw ValidationError(
                "--replay answers with what was captured: leave out --metering-points, --resolution, --delay, --seed and "
                    + "--peak")
        }
    }

    /// The utility is held in memory, in some 300 bytes for each metering point.
    private static let meteringPointLimit = 1_000_000

    /// - Throws: `ValidationError`.
    private static func duration(_ text: String) throws -> Duration {
        guard let duration = Duration(simulatorText: text) else {
            throw ValidationError("give a duration such as 24h or 90m")
        }
        return duration
    }

    func run() async throws {
        // It keeps nothing, so a signal ends it wherever it is. A task that waits for the signal would wait for a thread
        // too, while every thread makes up an answer.
        for number in [SIGTERM, SIGINT] { signal(number) { _ in _exit(0) } }
        let log = logging.logger
        do {
            var options = try optionsWithoutReplay()
            if let replay { try options.setReplay(replay, shift: shift) }
            let server = try await SimulatorServer.start(options, logger: log)
            log.info("listening", metadata: ["address": "\(server.address)", "url": "\(server.url)"])
            try await server.run()
        } catch {
            throw log.failure(error)
        }
    }

    private func optionsWithoutReplay() throws(SimulatorError) -> SimulatorOptions {
        var options = SimulatorOptions()
        try options.setListen(listen)
        options.utility.meteringPoints = meteringPoints
        options.utility.resolution = resolution
        options.utility.seed = seed
        options.utility.delay = delay
        options.utility.peaks = peaks
        options.keys = [key]
        options.faults = faults
        if let now { try options.setNow(now) }
        return options
    }
}

extension SimulatedUtility.Resolution: ExpressibleByArgument {}
