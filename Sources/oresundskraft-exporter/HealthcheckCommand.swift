import ArgumentParser
import Exporter
import Foundation

/// `healthcheck`: the health check of the container image, which has no curl. Not for people, and so not in the help.
struct HealthcheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "healthcheck", abstract: "Exit with 0 if a running exporter says that it is healthy.",
        shouldDisplay: false)

    @Option(name: .customLong("url"), help: ArgumentHelp("What to ask.", valueName: "url"))
    var url = "http://127.0.0.1:9877/-/healthy"

    func run() async throws {
        do {
            try await HealthCheck.ask(url)
        } catch {
            FileHandle.standardError.write(Data("not healthy: \(error)\n".utf8))
            throw ExitCode.failure
        }
    }
}
