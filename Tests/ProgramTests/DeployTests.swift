import Foundation
import TestSupport
import Testing
import Yams

/// Files of `deploy/` for a single machine: the unit, the package's configuration, Prometheus and Alertmanager.
@Suite(.timeLimit(.minutes(5))) struct DeployTests {
    private static let deploy = RepositoryPaths.root.appending(path: "deploy")
    private static let unit = deploy.appending(path: "systemd/oresundskraft-exporter.service")

    // MARK: The unit

    @Test func systemdFindsNoFaultInTheUnit() async throws {
        try await withTemporaryFolder { folder in
            // The program is not installed here where the unit expects it.
            let text = try String(contentsOf: Self.unit, encoding: .utf8).replacing(
                "/usr/bin/oresundskraft-exporter", with: RunningProgram.exporter)
            let copy = folder.appending(path: Self.unit.lastPathComponent)
            try Data(text.utf8).write(to: copy)
            let dropIns = folder.appending(path: Self.unit.lastPathComponent + ".d")
            try FileManager.default.createDirectory(at: dropIns, withIntermediateDirectories: true)
            try FileManager.default.copyItem(
                at: Self.deploy.appending(path: "systemd/lxc.conf"), to: dropIns.appending(path: "lxc.conf"))
            let answer = try await Program("systemd-analyze").run(["verify", "--man=no", copy.path])
            #expect(answer.status == 0)
            #expect(answer.text + answer.errors == "")
        }
    }

    /// The socket unit, together with the service that it starts.
    @Test func systemdFindsNoFaultInTheSocket() async throws {
        try await withTemporaryFolder { folder in
            let text = try String(contentsOf: Self.unit, encoding: .utf8).replacing(
                "/usr/bin/oresundskraft-exporter", with: RunningProgram.exporter)
            try Data(text.utf8).write(to: folder.appending(path: Self.unit.lastPathComponent))
            let socket = folder.appending(path: "oresundskraft-exporter.socket")
            try FileManager.default.copyItem(
                at: Self.deploy.appending(path: "systemd/oresundskraft-exporter.socket"), to: socket)
            let answer = try await Program("systemd-analyze").run(["verify", "--man=no", socket.path])
            #expect(answer.status == 0)
            #expect(answer.text + answer.errors == "")
        }
    }

    @Test func theUnitIsWellSandboxed() async throws {
        // The threshold is ten times the exposure.
        let answer = try await Program("systemd-analyze").run(
            ["security", "--no-pager", "--offline=true", "--threshold=20", Self.unit.path])
        #expect(answer.status == 0, "\(answer.text)\(answer.errors)")
        #expect(answer.text.contains("Overall exposure level for oresundskraft-exporter.service: "), "\(answer.text)")
    }

    @Test func theUnitNamesManualPagesThatExist() throws {
        let text = try String(contentsOf: Self.unit, encoding: .utf8)
        let pages = text.matches(of: /man:(\S+)\((\d)\)/)
        #expect(pages.count == 2)
        for page in pages {
            let file = RepositoryPaths.root.appending(path: "docs/man/\(page.1).\(page.2)")
            #expect(FileManager.default.fileExists(atPath: file.path), "\(file.path)")
        }
    }

    // MARK: The package's configuration

    @Test func thePackagesConfigurationLacksTheCustomerAndNothingElse() async throws {
        try await withTemporaryFolder { folder in
            try Data("key\n".utf8).write(to: folder.appending(path: "subscription-key"))
            chmod(folder.appending(path: "subscription-key").path, 0o600)
            let text = try Self.packagedConfiguration(keyIn: folder)
            let file = folder.appending(path: "oresundskraft.yml")
            let program = Program(RunningProgram.exporter)
            try Data(text.utf8).write(to: file)
            let shipped = try await program.run(["check-config"], in: folder)
            #expect(shipped.status == 1)
            #expect(shipped.errors.split(separator: "\n").count == 1, "\(shipped.errors)")
            #expect(shipped.errors.contains("customers: at least one is needed"), "\(shipped.errors)")

            // Its comment shows the lines that the user is to write.
            let set = text.replacing("customers: []", with: "customers:").replacing("#  - numbers", with: "  - numbers")
            try Data(set.utf8).write(to: file)
            let customer = try await program.run(["check-config"], in: folder)
            #expect(customer.status == 0, "\(customer.errors)")
            #expect(customer.text.contains("/var/lib/oresundskraft-exporter/readings.sqlite"), "\(customer.text)")
        }
    }

    /// The configuration of the package, with the key file in another folder.
    private static func packagedConfiguration(keyIn folder: URL) throws -> String {
        try String(contentsOf: deploy.appending(path: "debian/oresundskraft.yml"), encoding: .utf8)
            .replacing(
                "subscription_key_file: /etc/oresundskraft-exporter/", with: "subscription_key_file: \(folder.path)/")
    }

    /// As the unit with the drop-in for containers: no credential, and the configuration of the package.
    @Test func thePackagesConfigurationReadsTheKeyFileAndANewKeyAtAReload() async throws {
        let dropIn = try String(contentsOf: Self.deploy.appending(path: "systemd/lxc.conf"), encoding: .utf8)
        #expect(dropIn.hasSuffix("\n[Service]\nLoadCredential=\n"))
        try await Site.with { site in
            let text = try Self.packagedConfiguration(keyIn: site.folder)
                .replacing("customers: []", with: "customers: [{numbers: [\"100001\"]}]")
                .replacing("/var/lib/oresundskraft-exporter/", with: "")
                .replacing("\napi:", with: "\napi:\n  url: \(site.api)\n  max_retries: 0")
            try Data(text.utf8).write(to: site.configuration)
            let key = site.folder.appending(path: "subscription-key")
            try Data("wrong\n".utf8).write(to: key)
            let exporter = try site.start()
            _ = try await exporter.line(with: "poll failed", "endpoint=timeseries", "results=unauthorized")
            try Data((Site.key + "\n").utf8).write(to: key)
            exporter.signal(SIGHUP)
            _ = try await exporter.line(with: "\"poll done\"", "endpoint=timeseries")
            try await exporter.end()
        }
    }

    @Test func theVersionOfAReleaseIsThatOfTheProgram() async throws {
        let script = RepositoryPaths.root.appending(path: "scripts/version.sh").path
        let version = try await Program(script).run().text.split(separator: "\n").first ?? ""
        let said = try await Program(RunningProgram.exporter).run(["version"]).text
        #expect(said.hasPrefix("oresundskraft-exporter \(version) "), "\(version), \(said)")
        let debian = try await Program(script).run(["--debian"]).text
        #expect(debian.hasPrefix(version), "\(debian)")
    }

    // MARK: Prometheus and Alertmanager

    @Test func promtoolFindsNoFaultInTheExample() async throws {
        let file = Self.deploy.appending(path: "prometheus/prometheus.yml")
        let answer = try await Program("promtool").run(["check", "config", file.path])
        #expect(answer.status == 0, "\(answer.text)\(answer.errors)")
        #expect(answer.text.contains("rule files found"), "\(answer.text)")
    }

    /// All alerts of the rules: power and missing readings go to energy managers, the rest to those who run the exporter.
    private static func alerts() throws -> [(alert: String, receiver: String)] {
        let folder = deploy.appending(path: "prometheus/rules")
        return try ["power", "readings", "exporter"].flatMap { file in
            let text = try String(contentsOf: folder.appending(path: "\(file).yml"), encoding: .utf8)
            return text.matches(of: /- alert: (\w+)/).map {
                (String($0.1), file == "exporter" ? "operator" : "energy-manager")
            }
        }
    }

    /// Alertmanager's own tool shows the receiver of each alert.
    @Test func alertsAreRoutedToTheirReceivers() async throws {
        let alerts = try Self.alerts()
        #expect(alerts.count >= 20)
        for (alert, receiver) in alerts { try await goes(alert, to: receiver) }
    }

    private func goes(_ alert: String, to receiver: String) async throws {
        let file = Self.deploy.appending(path: "alertmanager/alertmanager.yml").path
        let check = try await Program("amtool").run(["check-config", file])
        #expect(check.status == 0, "\(check.text)\(check.errors)")
        let answer = try await Program("amtool").run(
            [
                "config", "routes", "test", "--config.file=\(file)", "alertname=\(alert)",
                "metering_point=735999000000000013",
            ])
        #expect(answer.text == receiver + "\n", "\(answer.errors)")
    }
}
