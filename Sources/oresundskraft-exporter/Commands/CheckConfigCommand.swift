import ArgumentParser
import Configuration
import Exporter
import Foundation
import Logging
import Polling
import ReadingStore
import WebSecurity

/// `check-config`: lists the faults of a configuration, or summarizes it.
struct CheckConfigCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check-config", abstract: "Check the configuration file and explain what it does.",
        discussion: "Prints every fault with its line and key and exits with 1, or `ok` and what serve would do.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var webConfig: WebConfigOptions

    @Flag(
        name: .customLong("ping"),
        help: "Also try the store, the API for each customer number and metering point, and each receiver.")
    var ping = false

    func run() async throws {
        let configuration = checked { () throws(ConfigurationError) in
            let (configuration, warnings) = try Configuration.load(
                path: common.configFile, environment: ProcessInfo.processInfo.environment)
            return (configuration, warnings)
        }
        // Both files are read, so that all faults are reported at once.
        let web: [String]? = checked { () throws(ConfigurationError) in
            guard let file = webConfig.webConfigFile, !file.isEmpty else { return ([], []) }
            let (summary, warnings) = try WebSecurity.check(path: file)
            return (summary, warnings)
        }
        guard let configuration, let web else { throw ExitCode.failure }
        print("ok")
        for line in configuration.summary + web { print(line) }
        if ping { try await pingAll(configuration) }
    }

    /// Loads a file and prints its warnings and faults; returns nil if it has faults.
    private func checked<Value>(
        _ load: () throws(ConfigurationError) -> (value: Value, warnings: [ConfigurationFault])
    ) -> Value? {
        do throws(ConfigurationError) {
            let (value, warnings) = try load()
            report(warnings, as: "warning")
            return value
        } catch {
            report(error.warnings, as: "warning")
            report(error.faults, as: "error")
            return nil
        }
    }

    /// Checks everything that the exporter needs, even after a failure.
    private func pingAll(_ configuration: Configuration) async throws {
        var isFailed = false
        func tell(_ line: String, isFault: Bool) {
            isFailed = isFailed || isFault
            guard isFault else { return print("ping \(line)") }
            StandardError.write("ping \(line)")
        }
        do {
            try StoreProbe.check(configuration.storage.path, apiURL: configuration.api.url.text)
            tell("store: \(configuration.storage.path) can be written", isFault: false)
        } catch {
            tell("store: \(error)", isFault: true)
        }
        var answers: [Ping.Answer] = []
        for await answer in try Ping.groups(of: configuration, version: BuildInfo().version) {
            for line in answer.lines { tell("\(answer.group): \(line.text)", isFault: line.isFault) }
            answers.append(answer)
        }
        for warning in configuration.unheard(in: answers) {
            StandardError.write("ping warning: \(warning)")
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
        for fault in faults { StandardError.write("\(kind): \(fault)") }
    }
}
