package import Foundation

/// Debian's Prometheus on 127.0.0.1, with configuration and data in a folder of the test.
///
/// ```swift
/// let prometheus = try await Prometheus.start("scrape_configs: [...]", in: folder)
/// let answer = try await Site.get(prometheus.address + "/api/v1/query?query=up")
/// try await prometheus.program.end()
/// ```
package struct Prometheus {
    package let program: RunningProgram
    /// `http://127.0.0.1:PORT`.
    package let address: String

    /// Writes `prometheus.yml`, starts Prometheus and waits until it is ready.
    ///
    /// - Parameters:
    ///   - configuration: the content of `prometheus.yml`.
    ///   - flags: further flags.
    ///   - data: the folder of the samples, below `folder`.
    ///   - port: the port to listen on; 0 picks a free one.
    /// - Throws: ``RunningProgram/Failure`` with its output if it ends, or is not ready in two minutes.
    package static func start(
        _ configuration: String, flags: [String] = [], data: String = "tsdb", port: String = "0", in folder: URL
    ) async throws -> Prometheus {
        try Data(configuration.utf8).write(to: folder.appending(path: "prometheus.yml"))
        let program = try RunningProgram(
            "prometheus",
            [
                "--config.file=prometheus.yml", "--storage.tsdb.path=\(data)", "--web.listen-address=127.0.0.1:\(port)",
            ] + flags, in: folder)
        let line = try await program.line(with: "msg=\"Listening on\"")
        guard let address = line.firstMatch(of: /address=(\S+)/)?.1 else {
            throw RunningProgram.Failure(description: "no address in \(line)")
        }
        _ = try await program.line(with: "Server is ready to receive web requests")
        return Prometheus(program: program, address: "http://\(address)")
    }
}
