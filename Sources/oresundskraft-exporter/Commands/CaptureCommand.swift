import ArgumentParser
import Capture
import Configuration
import Exporter
import Foundation
import Logging
import ServiceLifecycle
import Synchronization

/// `capture`: writes the API's raw answers, with made-up ids, for others to examine.
struct CaptureCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "capture", abstract: "Write the API's raw answers with made-up ids, to report odd ones.",
        discussion: """
            Asks for some recent days and the invoiced months of each customer group, \
            as a poll would, and writes the answers into a folder. Ids, names and \
            unknown texts are replaced; docs/capture.md says how. Look through the \
            files before you give them away. `simulate --replay` answers with them.
            """)

    @Option(
        name: .customLong("output"),
        help: ArgumentHelp("The folder to write to: a new one, or one that is empty.", valueName: "folder"))
    var output: String

    @Option(
        name: .customLong("scale"),
        help: ArgumentHelp("Multiply all values by this factor, to hide the consumption too.", valueName: "factor")
    )
    var scale: Double?

    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard let scale else { return }
        guard scale.isFinite, scale > 0 else { throw ValidationError("--scale: give a number above 0, such as 0.73") }
    }

    func run() async throws {
        let log = common.logging.logger
        let configuration = try common.load(log)
        let options = Capture.Options(output: output, scale: scale, version: BuildInfo().version)
        let result = Mutex<Result<Capture.Summary, any Error>>(.failure(CancellationError()))
        do {
            try await ServiceGroup.runUntilSignalled(logger: log) {
                await cancelWhenGracefulShutdown {
                    let captured: Result<Capture.Summary, any Error>
                    do {
                        captured = .success(try await Capture.run(configuration, options, log: log))
                    } catch {
                        captured = .failure(error)
                    }
                    result.withLock { $0 = captured }
                }
            }
            let summary = try result.withLock { $0 }.get()
            log.info(
                "captured; look through the files before you give them away",
                metadata: [
                    "folder": "\(output)", "answers": .stringConvertible(summary.answers),
                    "bytes": .stringConvertible(summary.bytes),
                    "failures": .stringConvertible(summary.failures),
                ])
        } catch is CancellationError {
            log.info("interrupted; nothing was written")
            throw ExitCode(130)
        } catch {
            log.error("capture failed", metadata: ["error": "\(error)"])
            throw ExitCode.failure
        }
    }
}
