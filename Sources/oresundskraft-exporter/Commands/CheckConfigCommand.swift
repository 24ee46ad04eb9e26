import ArgumentParser
import Configuration
import Exporter
import Foundation
import Logging
import Polling
import ReadingStore

/// `check-config`: says what is wrong with a configuration, or what the exporter would do with it.
struct CheckConfigCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check-config", abstract: "Check the configuration file and say what it means.",
        discussion: "Prints every fault with its line and key and exits with 1, or `ok` and what serve would do.")

    @OptionGroup var common: CommonOptions

    @Flag(
        name: .customLong("ping"),
        help: "Also try the store, the API for each customer number and metering point, and each receiver.")
    var ping = false

    func run() async throws {
        let configuration: Configuration
        do {
            let (loaded, warnings) = try Configuration.load(
                path: common.configFile, environment: ProcessInfo.processInfo.environment)
            configuration = loaded
            report(warnings, as: "warning")
        } catch {
            report(error.warnings, as: "warning")
            report(error.faults, as: "error")
            throw ExitCode.failure
        }
        print("ok")
        for line in configuration.summary { print(line) }
        if ping { try await pingAll(configuration) }
    }

    /// Tries all that the exporter needs, also where something of it fails.
    private func pingAll(_ configuration: Configuration) async throws {
        var isFailed = false
        func tell(_ line: String, isFault: Bool) {
            isFailed = isFailed || isFault
            guard isFault else { return print("ping \(line)") }
            FileHandle.standardError.write(Data("ping \(line)\n".utf8))
        }
        do {
            try StoreProbe.check(configuration.storage.path, apiURL: configuration.api.url.text)
            tell("store: \(configuration.storage.path) can be written", isFault: false)
        } catch {
            tell("store: \(error)", isFault: true)
        }
        for await answer in try Ping.groups(of: configuration, version: BuildInfo().version) {
            for line in answer.lines { tell("\(answer.group): \(line.text)", isFault: line.isFault) }
        }
        for receiver in configuration.remoteWrite {
            let failure = await ReceiverSetup.ping(receiver, version: BuildInfo().version)
            tell(
                "receiver \(receiver.name): \(failure ?? "\(receiver.url.authority) takes samples")",
                isFault: failure != nil)
        }
        if isFailed { throw ExitCode.failure }
    }

    private func report(_ faults: [ConfigurationFault], as kind: String) {
        for fault in faults { FileHandle.standardError.write(Data("\(kind): \(fault)\n".utf8)) }
    }
}
