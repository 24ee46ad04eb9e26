import ArgumentParser
import Configuration
import Exporter
import Foundation
import Logging
import Polling

/// `check-config`: says what is wrong with a configuration, or what the exporter would do with it.
struct CheckConfigCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check-config", abstract: "Check the configuration file and say what it means.",
        discussion: "Prints every fault with its line and key and exits with 1, or `ok` and what serve would do.")

    @OptionGroup var common: CommonOptions

    @Flag(name: .customLong("ping"), help: "Also make one small request to the API for each customer group.")
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

    private func pingAll(_ configuration: Configuration) async throws {
        var failed = false
        for await answer in try Ping.groups(of: configuration, version: BuildInfo().version) {
            switch answer.result {
            case .success(let lines): for line in lines { print("ping \(answer.group): \(line)") }
            case .failure(let error):
                failed = true
                FileHandle.standardError.write(Data("ping \(answer.group): \(error)\n".utf8))
            }
        }
        if failed { throw ExitCode.failure }
    }

    private func report(_ faults: [ConfigurationFault], as kind: String) {
        for fault in faults { FileHandle.standardError.write(Data("\(kind): \(fault)\n".utf8)) }
    }
}
