import Foundation
import TestSupport

/// A real receiver of remote write on a free port, that can be stopped and started with what it has stored.
final class Receiver {
    enum Kind: String, CaseIterable {
        case prometheus
        case victoria
    }

    let kind: Kind
    private let folder: URL
    private var program: RunningProgram?
    private var port = "0"

    /// The receiver's address; known once it has started.
    var address: String { "http://127.0.0.1:\(port)" }
    var writeURL: String { address + "/api/v1/write" }

    init(_ kind: Kind, in site: Site) throws {
        self.kind = kind
        folder = site.folder.appending(path: kind.rawValue)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    /// Starts it; from the second time on at the same port.
    func start() async throws {
        switch kind {
        case .prometheus:
            let prometheus = try await Prometheus.start(
                "storage: {tsdb: {out_of_order_time_window: 3650d}}\n",
                flags: [
                    "--web.enable-remote-write-receiver", "--storage.tsdb.retention.time=100y",
                    // A query for all samples returns more than the default limit.
                    "--query.max-samples=100000000",
                ], port: port, in: folder)
            port = prometheus.address.split(separator: ":").last.map(String.init) ?? ""
            program = prometheus.program
        case .victoria:
            let program = try RunningProgram(
                "victoria-metrics",
                [
                    "-storageDataPath=data", "-httpListenAddr=127.0.0.1:\(port)", "-retentionPeriod=100y",
                    "-dedup.minScrapeInterval=1ms", "-search.maxExportDuration=10m",
                ], in: folder)
            _ = try await program.line(with: "starting http server at", "127.0.0.1")
            // It does not say which port it was given.
            if port == "0" {
                try await eventually("VictoriaMetrics listens") {
                    port = try await listeningPort(of: program.process.processIdentifier)
                    return port != "0"
                }
            }
            try await eventually("VictoriaMetrics answers") {
                guard program.process.isRunning else { throw RunningProgram.Failure(description: program.errors) }
                return (try? await Site.get(address + "/health")) == "OK"
            }
            self.program = program
        }
    }

    /// The port of 127.0.0.1 that a process listens on; 0 if it does not yet.
    private func listeningPort(of process: Int32) async throws -> String {
        let script = """
            import os, sys
            files = f"/proc/{sys.argv[1]}/fd"
            sockets = {os.readlink(f"{files}/{name}")[8:-1] for name in os.listdir(files)
                if os.readlink(f"{files}/{name}").startswith("socket:")}
            rows = [line.split() for line in open("/proc/net/tcp").readlines()[1:]]
            print(*[int(row[1][9:], 16) for row in rows if row[3] == "0A" and row[9] in sockets][:1] or [0])
            """
        let answer = try await Program.python.run(["-c", script, "\(process)"])
        guard answer.status == 0 else { throw RunningProgram.Failure(description: answer.errors) }
        return answer.text.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Stops it at once, as a crash does, or properly.
    func stop(with signal: Int32 = SIGTERM) async throws {
        try await program?.end(with: signal, within: .seconds(60))
        program = nil
    }

    /// Compares all of the receiver's samples with a store.
    ///
    /// - Parameter before: an earlier copy of the store; what was corrected since may still be as it was there.
    /// - Returns: the number of samples of each family, and the number of those that keep an earlier value.
    func compare(with store: URL, before: URL? = nil) async throws -> [String: (samples: Int, kept: Int)] {
        let script = RepositoryPaths.fixtures.appending(path: "peers/compare_receiver.py").path
        let arguments = [script, kind.rawValue, address, store.path] + (before.map { [$0.path] } ?? [])
        var answer = try await Program.python.run(arguments, within: .seconds(300))
        if kind == .victoria {
            // It finds new series only a second or so after accepting their samples.
            let end = ContinuousClock.now + .seconds(30)
            while answer.status != 0, ContinuousClock.now < end {
                answer = try await Program.python.run(arguments, within: .seconds(300))
            }
        }
        guard answer.status == 0 else { throw RunningProgram.Failure(description: answer.errors) }
        return answer.text.split(separator: "\n").reduce(into: [:]) { counts, line in
            let words = line.split(separator: " ")
            guard words.count == 3 else { return }
            counts[String(words[0])] = (Int(words[1]) ?? 0, Int(words[2]) ?? 0)
        }
    }
}
