import Foundation
import TestSupport
import Testing
import Yams

/// The image and the compose file, as far as can be checked without a container engine: their files exist and agree.
@Suite(.timeLimit(.minutes(5))) struct ContainerTests {
    private struct Compose: Decodable {
        struct Service: Decodable {
            var image: String
            var command: [String]?
            var environment: [String: String]?
            var volumes: [String]?
            var secrets: [String]?
            var ports: [String]?
            var build: [String: String]?
        }
        struct Secret: Decodable { var file: String }
        struct Volume: Decodable {}
        var services: [String: Service]
        var secrets: [String: Secret]
        var volumes: [String: Volume?]
    }

    private static let folder = RepositoryPaths.root.appending(path: "deploy/container")

    private static func compose() throws -> Compose {
        try YAMLDecoder().decode(Compose.self, from: Data(contentsOf: folder.appending(path: "compose.yml")))
    }

    /// Returns a path of the compose file without variables set: the default of `${NAME:-default}`.
    private static func file(_ path: some StringProtocol) -> URL {
        let plain = String(path).replacing(/\$\{\w+:-([^}]*)\}/) { String($0.1) }
        return folder.appending(path: plain).standardizedFileURL
    }

    /// Returns the places of mounted files outside and inside, without the engine's own volumes.
    private static func mounts(_ service: Compose.Service) -> [(source: URL, target: String)] {
        (service.volumes ?? []).compactMap { volume in
            guard let parts = volume.wholeMatch(of: /((?:\$\{[^}]*\}|[^:])+):([^:]+)(:ro)?/), parts.1.contains(".")
            else { return nil }
            return (file(parts.1), String(parts.2))
        }
    }

    /// Copies what is mounted into a folder, to where the container has it.
    private static func lay(_ service: Compose.Service, in folder: URL) throws {
        for mount in mounts(service) {
            let target = folder.appending(path: mount.target)
            try FileManager.default.createDirectory(
                at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
            try FileManager.default.copyItem(at: mount.source, to: target)
        }
    }

    private static func service(_ name: String) throws -> Compose.Service { try #require(try compose().services[name]) }

    @Test func everyMountOfTheComposeFileExists() throws {
        let compose = try Self.compose()
        #expect(Set(compose.services.keys) == ["utility", "exporter", "prometheus", "alertmanager", "grafana"])
        for (name, service) in compose.services {
            for mount in Self.mounts(service) {
                #expect(FileManager.default.fileExists(atPath: mount.source.path), "\(name): \(mount.source.path)")
            }
            let volumes = (service.volumes ?? []).filter { !$0.contains(".") }.compactMap {
                $0.split(separator: ":").first
            }
            for volume in volumes { #expect(compose.volumes.keys.contains(String(volume)), "\(name): \(volume)") }
            for secret in service.secrets ?? [] {
                let file = Self.file(compose.secrets[secret]?.file ?? "nowhere")
                #expect(FileManager.default.fileExists(atPath: file.path), "\(name): \(file.path)")
            }
            for port in service.ports ?? [] { #expect(port.hasPrefix("127.0.0.1:"), "\(name) is open to all: \(port)") }
            if service.build == nil {
                #expect(service.image.contains(/:v?\d+\.\d+\.\d+$/), "\(name): \(service.image)")
            }
        }
    }

    @Test func prometheusAcceptsTheMountedFiles() async throws {
        try await withTemporaryFolder { folder in
            let prometheus = try Self.service("prometheus")
            try Self.lay(prometheus, in: folder)
            let flags = prometheus.command ?? []
            let file = try #require(flags.first { $0.hasPrefix("--config.file=") }).dropFirst("--config.file=".count)
            let answer = try await Program("promtool").run(["check", "config", folder.path + file])
            #expect(answer.status == 0, "\(answer.text)\(answer.errors)")
            #expect(answer.text.contains("6 rule files found"), "\(answer.text)")
            #expect(flags.contains("--web.enable-remote-write-receiver"))
        }
    }

    @Test func alertmanagerAcceptsTheMountedFile() async throws {
        try await withTemporaryFolder { folder in
            let alertmanager = try Self.service("alertmanager")
            try Self.lay(alertmanager, in: folder)
            let flag = try #require(alertmanager.command?.first { $0.hasPrefix("--config.file=") })
            let answer = try await Program("amtool").run(
                ["check-config", folder.path + flag.dropFirst("--config.file=".count)])
            #expect(answer.status == 0, "\(answer.text)\(answer.errors)")
        }
    }

    @Test func theExporterAcceptsTheMountedFile() async throws {
        try await withTemporaryFolder { folder in
            let compose = try Self.compose()
            let exporter = try Self.service("exporter")
            try Self.lay(exporter, in: folder)
            // As the engine does with secrets.
            let secrets = folder.appending(path: exporter.environment?["CREDENTIALS_DIRECTORY"] ?? "nowhere")
            try FileManager.default.createDirectory(at: secrets, withIntermediateDirectories: true)
            for (name, secret) in compose.secrets {
                try FileManager.default.copyItem(at: Self.file(secret.file), to: secrets.appending(path: name))
            }
            let file = try #require(try Dockerfile().list("CMD").first { $0.hasPrefix("--config.file=") })
            let answer = try await Program(
                RunningProgram.exporter, environment: ["CREDENTIALS_DIRECTORY": secrets.path]
            ).run(["check-config", "--config.file", folder.path + file.dropFirst("--config.file=".count)])
            #expect(answer.status == 0, "\(answer.errors)")
            #expect(answer.text.contains("key from systemd credential"), "\(answer.text)")
            #expect(exporter.command == nil, "the image's own command is meant")
        }
    }

    /// Containers have names in place of the examples' `localhost`; everything else is the same.
    @Test(arguments: [
        ("prometheus.yml", "deploy/prometheus/prometheus.yml"),
        ("datasource.yml", "grafana/provisioning/datasources/prometheus.yml"),
    ])
    func theContainersConfigurationIsTheExampleExceptForNames(own: String, example: String) throws {
        let text = try String(contentsOf: Self.folder.appending(path: own), encoding: .utf8)
            .replacing(/(?<before>"|http:\/\/)[a-z]+:(?<port>\d+)/) { "\($0.before)localhost:\($0.port)" }
        let other = try String(contentsOf: RepositoryPaths.root.appending(path: example), encoding: .utf8)
        // Without comments.
        let nodes = try [text, other].map { try Yams.serialize(node: #require(try Yams.compose(yaml: $0))) }
        #expect(nodes[0] == nodes[1])
    }

    @Test func servicesAddressEachOtherByTheirNames() throws {
        let compose = try Self.compose()
        // The folders of Grafana's provisioning among them.
        var files = compose.services.values.flatMap { Self.mounts($0).map(\.source) }
        files += files.compactMap { FileManager.default.enumerator(at: $0, includingPropertiesForKeys: nil) }
            .flatMap { $0.compactMap { $0 as? URL } }
        var called: Set<String> = []
        for file in files where ["yml", "yaml"].contains(file.pathExtension) {
            let text = try String(contentsOf: file, encoding: .utf8)
            for address in text.matches(of: /(?:http:\/\/|targets: \[")([a-z]+):\d+/) where address.1 != "localhost" {
                called.insert(String(address.1))
            }
        }
        #expect(called.isSuperset(of: ["utility", "prometheus", "exporter", "alertmanager"]), "\(called)")
        #expect(called.isSubset(of: compose.services.keys), "\(called)")
    }

    @Test func grafanaFindsDashboardsWhereItsProvisioningLooks() throws {
        struct Providers: Decodable {
            struct Provider: Decodable { var options: [String: String] }
            var providers: [Provider]
        }
        let grafana = try Self.service("grafana")
        let mounts = Self.mounts(grafana)
        let provisioning = try #require(mounts.first { $0.target == "/etc/grafana/provisioning/dashboards" }).source
        let files = try FileManager.default.contentsOfDirectory(at: provisioning, includingPropertiesForKeys: nil)
        #expect(!files.isEmpty)
        for file in files {
            for provider in try YAMLDecoder().decode(Providers.self, from: Data(contentsOf: file)).providers {
                let mount = mounts.first { $0.target == provider.options["path"] }
                let dashboards = try FileManager.default.contentsOfDirectory(
                    atPath: try #require(mount, "\(provider.options)").source.path)
                #expect(dashboards.contains { $0.hasSuffix(".json") })
            }
        }
    }

    // MARK: The image

    @Test func theImageRunsWithoutRootAndWithoutAShell() async throws {
        let file = try Dockerfile()
        #expect(file.last("USER")?.contains(/^[1-9]\d*:[1-9]\d*$/) == true)
        for instruction in ["ENTRYPOINT", "CMD"] { #expect(!file.list(instruction).isEmpty, "\(instruction)") }
        let program = try #require(file.list("ENTRYPOINT").first)
        #expect(file.last("COPY")?.hasSuffix(" " + program) == true)
        for image in file.all("FROM") { #expect(image.contains(/^[a-z]+:[a-z0-9.-]+/), "\(image) has no tag") }
        // The check is one of the program's own commands.
        let check = try #require(file.last("HEALTHCHECK")?.firstMatch(of: /CMD (\[.*\])$/)).1
        let words = try JSONDecoder().decode([String].self, from: Data(check.utf8))
        #expect(words.first == program)
        let help = try await Program(RunningProgram.exporter).run(words.dropFirst() + ["--help"])
        #expect(help.status == 0)
        let command = words.dropFirst().filter { !$0.hasPrefix("--") }.joined(separator: " ")
        #expect(help.text.contains("USAGE: oresundskraft-exporter \(command)"))
    }

    @Test func theImageUsesTheVersionsOfTheMakefile() throws {
        let makefile = try String(contentsOf: RepositoryPaths.root.appending(path: "Makefile"), encoding: .utf8)
        let named = try #require(makefile.firstMatch(of: /BUILD_PACKAGES := (.*)/)).1.split(separator: " ").map(
            String.init)
        #expect(Set(named).subtracting(try Dockerfile().packages[0]) == [])
    }

    /// Everything else is linked into the program, which scripts/check-portable.sh checks when a package is built.
    @Test func theImageHasTheLibrariesThatThePackageDependsOn() throws {
        let control = try String(
            contentsOf: RepositoryPaths.root.appending(path: "deploy/debian/control"), encoding: .utf8)
        let depends = try #require(control.firstMatch(of: /\nDepends: (.*)/)).1
        let needed = depends.split(separator: ", ").compactMap { $0.split(separator: " ").first.map(String.init) }
        // What every image has, and what systemd needs.
        let elsewhere: Set = ["libc6", "libgcc-s1", "procps", "systemd"]
        let installed = try Dockerfile().packages[1]
        #expect(installed == Set(needed).subtracting(elsewhere))
    }

    @Test func dockerAcceptsTheComposeFile() async throws {
        let compose = URL(filePath: Program.pythonPath).deletingLastPathComponent().appending(path: "docker-compose")
        let answer = try await Program(compose.path).run(
            ["--file", Self.folder.appending(path: "compose.yml").path, "config", "--quiet"])
        #expect(answer.status == 0)
        #expect(answer.text + answer.errors == "")
    }
}

/// The instructions of the Dockerfile.
private struct Dockerfile {
    private let instructions: [(name: String, value: String)]

    init() throws {
        let file = RepositoryPaths.root.appending(path: "deploy/container/Dockerfile")
        let text = try String(contentsOf: file, encoding: .utf8)
            .replacing(/\\\n\s*/, with: "").split(separator: "\n").filter { !$0.hasPrefix("#") }
        instructions = text.compactMap { line in
            line.firstIndex(of: " ").map { (String(line[..<$0]), String(line[$0...].dropFirst())) }
        }
    }

    func all(_ name: String) -> [String] { instructions.filter { $0.name == name }.map(\.value) }
    func last(_ name: String) -> String? { all(name).last }

    /// The last instruction of that name as the list it is, empty if a shell would have to read it.
    func list(_ name: String) -> [String] {
        (try? JSONDecoder().decode([String].self, from: Data((last(name) ?? "").utf8))) ?? []
    }

    /// The packages that each stage installs.
    var packages: [Set<String>] {
        all("RUN").compactMap { command in
            command.firstMatch(of: /--no-install-recommends +([^&]*)/).map {
                Set($0.1.split(separator: " ").map(String.init))
            }
        }
    }
}
