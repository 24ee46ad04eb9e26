import ArgumentParser
import Configuration
import Exporter
import Ground
import Logging
import Metering
import RemoteWrite

/// `resend`: makes `serve` push readings to receivers once more.
struct ResendCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resend", abstract: "Make serve push readings again from a date.",
        discussion: """
            Moves the positions of receivers of remote_write back, for a receiver that has lost data; the next serve pushes \
            from there. Only one process can write to a store, so stop serve first.
            """)

    @OptionGroup var start: HistoryStart

    @Option(
        name: .customLong("receiver"), parsing: .singleValue,
        help: ArgumentHelp("Only this receiver of remote_write; may be repeated.", valueName: "name"))
    var receivers: [String] = []

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let log = common.logging.logger
        let configuration = try common.load(log)
        let from = try start.time(configuration.calendar, now: WallClock.now())
        do {
            for (receiver, outcome) in try await Resend.run(
                receivers, from: from,
                of: configuration.remoteWrite.map { Resend.Receiver(name: $0.name, since: $0.since) },
                storeAt: configuration.storage.path)
            {
                report(outcome, of: receiver, log)
            }
        } catch {
            log.error("nothing moved", metadata: ["error": "\(error)"])
            throw ExitCode.failure
        }
    }

    private func report(_ outcome: Resend.Outcome, of receiver: String, _ log: Logger) {
        var metadata: Logger.Metadata = ["receiver": "\(receiver)"]
        switch outcome {
        case .moved(let time, let isCut):
            metadata["from"] = "\(time)"
            log.info("will be pushed again", metadata: metadata)
            if isCut {
                log.warning("since leaves out older readings; raise it to include them", metadata: metadata)
            }
        case .isNew:
            log.info("nothing was pushed yet; everything that since allows will be", metadata: metadata)
        case .isBefore(let time):
            metadata["reached"] = "\(time)"
            log.info("not reached yet", metadata: metadata)
        }
    }
}
