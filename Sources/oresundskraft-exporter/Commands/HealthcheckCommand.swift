import ArgumentParser
import Configuration
import Exporter
import Foundation
import Ground

/// `healthcheck`: the health check of the container image, which has no curl.
struct HealthcheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "healthcheck", abstract: "Exit with 0 if a running exporter says that it is healthy.",
        discussion: "Asks the Unix socket STORE.sock, which serve opens for its own user.")

    @Option(name: .customLong("url"), help: ArgumentHelp("The URL to ask instead of the socket.", valueName: "url"))
    var url: String?

    @OptionGroup var common: CommonOptions

    @Option(
        name: .customLong("web.config.file"),
        help: ArgumentHelp("The web configuration of the server at --url, with its certificate.", valueName: "file"))
    var webConfigFile: String?

    /// The address of `demo`, which has no configuration to read it from.
    private static let defaultURL = "http://127.0.0.1:9877/-/healthy"

    func validate() throws {
        guard let url else {
            guard webConfigFile?.isEmpty ?? true else { throw ValidationError("--web.config.file: give --url too") }
            return
        }
        guard ["http://", "https://"].contains(where: url.hasPrefix) else {
            throw ValidationError("--url: give one that begins with http:// or https://, such as \(Self.defaultURL)")
        }
    }

    func run() async throws {
        do {
            if let url, let webConfigFile, !webConfigFile.isEmpty {
                try await HealthCheck.ask(url, webConfiguration: webConfigFile)
            } else if let url {
                try await HealthCheck.ask(url)
            } else if FileManager.default.fileExists(atPath: common.configFile) {
                try await HealthCheck.ask(store: try Configuration.storePath(inFile: common.configFile))
            } else {
                try await HealthCheck.ask(Self.defaultURL)
                StandardError.write(
                    "there is no \(quoted(path: common.configFile)), so \(Self.defaultURL) was asked: healthy")
            }
        } catch {
            StandardError.write("not healthy: \(error)")
            throw ExitCode.failure
        }
    }
}
