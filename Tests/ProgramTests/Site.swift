import Curl
import Foundation
import TestSupport

/// A folder with a configuration and a simulated utility, and helpers to run the program there.
struct Site {
    /// A key that is easy to find in places where it must not be.
    static let key = "key-of-the-test-4711"

    let folder: URL
    let simulator: RunningProgram
    let api: String

    var configuration: URL { folder.appending(path: "oresundskraft.yml") }
    var store: URL { folder.appending(path: "data/readings.sqlite") }

    /// Runs a test in a new folder.
    ///
    /// - Parameter simulator: further flags of `simulate`.
    static func with<Result>(simulator flags: [String] = [], _ body: (Site) async throws -> Result) async throws
        -> Result
    {
        try await withTemporaryFolder { folder in
            let simulator = try RunningProgram(
                RunningProgram.exporter, ["simulate", "--listen", "127.0.0.1:0", "--key", key] + flags, in: folder)
            let line = try await simulator.line(with: "msg=listening")
            let api = line.split(separator: " ").first { $0.hasPrefix("url=") }?.dropFirst("url=".count) ?? ""
            let site = Site(folder: folder, simulator: simulator, api: String(api))
            try site.configure()
            let result = try await body(site)
            try await simulator.end()
            return result
        }
    }

    /// Writes the configuration file.
    func configure(
        key: String = Site.key, api: String? = nil, numbers: String = "[\"100001\", \"100002\", \"100003\"]",
        more: String = ""
    ) throws {
        let text = """
            api: {url: "\(api ?? self.api)", subscription_key: \(key), max_retries: 0}
            customers:
              - numbers: \(numbers)
                name: main
                subsidiary: true
                time_series_flow: true
            \(more)
            """
        try Data(text.utf8).write(to: configuration)
        // The key is in it, so only its owner may read it.
        chmod(configuration.path, 0o600)
    }

    /// Starts `serve`, or another command.
    func start(
        _ arguments: [String] = ["serve", "--web.listen-address", "127.0.0.1:0"], environment: [String: String] = [:]
    ) throws -> RunningProgram {
        try RunningProgram(RunningProgram.exporter, arguments, in: folder, environment: environment)
    }

    /// Returns the body of the answer to a GET.
    static func get(_ url: String) async throws -> String {
        do {
            return String(decoding: try await client.send(CurlRequest(url: url)).body, as: UTF8.self)
        } catch {
            throw RunningProgram.Failure(description: "\(url): \(error)")
        }
    }

    private static let client: CurlClient = {
        // Without files and proxy the options cannot be wrong.
        do { return try CurlClient(TransportOptions()) } catch { preconditionFailure("\(error)") }
    }()

    /// Returns the output of the program `curl` for a URL, run with flags.
    static func curl(_ url: String, _ flags: String...) async throws -> String {
        let answer = try await Program("curl").run(["--silent", "--show-error", "--globoff"] + flags + [url])
        guard answer.status == 0 else { throw RunningProgram.Failure(description: "curl \(url): \(answer.errors)") }
        return answer.text
    }

    /// Waits until the first poll can be scraped.
    static func polled(_ url: String, within deadline: Duration = .seconds(120)) async throws {
        try await eventually("a poll of \(url) has ended", within: deadline) {
            try await get(url + "/metrics").contains("\noresundskraft_up{endpoint=\"timeseries\"} ")
        }
    }
}
