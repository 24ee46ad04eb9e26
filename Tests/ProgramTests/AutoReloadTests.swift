import Foundation
import TestSupport
import Testing

/// `--config.auto-reload-interval`: files that change are read again without a signal.
@Suite(.timeLimit(.minutes(5))) struct AutoReloadTests {
    private static let watching = Site.serve + ["--config.auto-reload-interval", "50ms"]

    private func reloads(_ exporter: RunningProgram) -> Int {
        exporter.errors.matches(of: /msg="configuration reloaded"/).count
    }

    @Test func aChangedFileIsReadAgainAndAFaultyOneReportedOnce() async throws {
        try await Site.with { site in
            let exporter = try site.start(Self.watching)
            _ = try await exporter.url()
            try site.configure(more: "names: {\"735999000000000015\": Boiler}")
            _ = try await exporter.line(with: "configuration files changed", "oresundskraft.yml")
            _ = try await exporter.line(with: "configuration reloaded")

            try site.configure(more: "no_such_key: 1")
            _ = try await exporter.line(with: "level=error", "configuration not reloaded", "no_such_key")
            try site.configure()
            try await eventually("the mended file is read") { reloads(exporter) == 2 }
            #expect(exporter.errors.matches(of: /configuration not reloaded/).count == 1)
            try await exporter.end()
        }
    }

    /// As kubelet writes a ConfigMap and a Secret: folders of links, of which one is swapped as a whole.
    @Test func theLinksOfAConfigMapAndASecretAreFollowed() async throws {
        try await Site.with { site in
            let good = try String(contentsOf: site.configuration, encoding: .utf8)
            func publish(_ name: String, _ text: String, in folder: String, revision: Int) throws {
                let files = FileManager.default
                let mount = site.folder.appending(path: folder)
                let content = mount.appending(path: "..2026_\(revision)")
                try files.createDirectory(at: content, withIntermediateDirectories: true)
                try Data(text.utf8).write(to: content.appending(path: name))
                chmod(content.appending(path: name).path, 0o600)
                let next = mount.appending(path: "..data_tmp")
                symlink(content.lastPathComponent, next.path)
                rename(next.path, mount.appending(path: "..data").path)
                symlink("..data/" + name, mount.appending(path: name).path)
            }
            func configuration(_ more: String) -> String {
                good.replacing("subscription_key: \(Site.key)", with: "subscription_key_file: ../secret/key")
                    + "storage: {path: ../readings.sqlite}\n" + more
            }
            try publish("oresundskraft.yml", configuration(""), in: "config", revision: 1)
            try publish("key", "wrong\n", in: "secret", revision: 1)
            let exporter = try site.start(Self.watching + ["--config.file", "config/oresundskraft.yml"])
            _ = try await exporter.line(with: "poll failed", "endpoint=timeseries", "results=unauthorized")
            try publish("key", Site.key + "\n", in: "secret", revision: 2)
            _ = try await exporter.line(with: "configuration files changed", "secret/key")
            _ = try await exporter.line(with: "\"poll done\"", "endpoint=timeseries")

            // A key file that the new configuration names is written after it.
            let later = configuration("").replacing("secret/key", with: "later/key")
            try publish("oresundskraft.yml", later, in: "config", revision: 2)
            _ = try await exporter.line(with: "configuration not reloaded", "later/key")
            try publish("key", Site.key + "\n", in: "later", revision: 1)
            try await eventually("the configuration is read") { reloads(exporter) == 2 }
            try await exporter.end()
        }
    }

    @Test func theCredentialOfTheEnvironmentIsWatched() async throws {
        try await Site.with { site in
            let text = try String(contentsOf: site.configuration, encoding: .utf8)
            try Data(text.replacing("subscription_key: \(Site.key), ", with: "").utf8).write(to: site.configuration)
            let key = site.folder.appending(path: "subscription-key")
            try Data("wrong\n".utf8).write(to: key)
            let exporter = try site.start(Self.watching, environment: ["CREDENTIALS_DIRECTORY": site.folder.path])
            _ = try await exporter.line(with: "poll failed", "endpoint=timeseries", "results=unauthorized")
            try Data((Site.key + "\n").utf8).write(to: key)
            _ = try await exporter.line(with: "\"poll done\"", "endpoint=timeseries")
            try await exporter.end()
        }
    }

    @Test(arguments: ["15", "-1s", "soon"]) func anInvalidIntervalIsBadUsage(text: String) async throws {
        let answer = try await Program(RunningProgram.exporter).run(["serve", "--config.auto-reload-interval=\(text)"])
        #expect(answer.status == 64)
        #expect(
            answer.errors.contains("--config.auto-reload-interval") && answer.errors.contains(text), "\(answer.errors)")
    }

    @Test func filesAreNotWatchedByDefault() async throws {
        try await Site.with { site in
            let exporter = try site.start()
            _ = try await exporter.line(with: "\"poll done\"", "endpoint=timeseries")
            try site.configure(more: "names: {\"735999000000000015\": Boiler}")
            exporter.signal(SIGHUP)
            _ = try await exporter.line(with: "configuration reloaded")
            #expect(!exporter.errors.contains("configuration files changed"))
            try await exporter.end()
        }
    }
}
