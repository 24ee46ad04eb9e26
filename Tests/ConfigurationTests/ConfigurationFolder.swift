import Foundation
import TestSupport

@testable import Configuration

/// A fresh temporary folder for a configuration and the files that it names; it is removed with the value.
final class ConfigurationFolder {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("configuration-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// Writes a file and returns its path.
    @discardableResult
    func write(_ text: String, to name: String, mode: Int = 0o600) throws -> String {
        try write(Data(text.utf8), to: name, mode: mode)
    }

    @discardableResult
    func write(_ data: Data, to name: String, mode: Int = 0o600) throws -> String {
        let file = "\(path)/\(name)"
        try data.write(to: URL(fileURLWithPath: file))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file)
        return file
    }

    /// Loads a text as configuration file, with a subscription key in the environment.
    func load(
        _ text: String, environment: [String: String] = ["ORESUNDSKRAFT_SUBSCRIPTION_KEY": "hunter2"]
    ) throws -> (configuration: Configuration, warnings: [String]) {
        let file = try write(text, to: "oresundskraft.yml")
        let (configuration, warnings) = try Configuration.load(path: file, environment: environment)
        return (configuration, warnings.map { shown($0.description) })
    }

    /// The faults of a text, one a line, without this folder's path.
    func faults(
        _ text: String, environment: [String: String] = ["ORESUNDSKRAFT_SUBSCRIPTION_KEY": "hunter2"]
    ) throws -> String {
        do {
            _ = try load(text, environment: environment)
            return ""
        } catch let error as ConfigurationError {
            return shown(error.description)
        }
    }

    func shown(_ text: String) -> String {
        text.replacingOccurrences(of: "\(path)/", with: "").replacingOccurrences(of: path, with: "FOLDER")
    }
}

/// The committed files of `Tests/Fixtures/config`.
enum ConfigurationFixtures {
    static let folder = RepositoryPaths.fixtures.appending(path: "config")

    /// The files, each of which breaks one rule.
    static let bad: [String] =
        ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [])
        .filter { $0.hasPrefix("bad-") && $0.hasSuffix(".yml") }.sorted()

    /// The file with comments that users start from.
    static var example: String {
        get throws {
            try String(
                contentsOf: RepositoryPaths.root.appending(path: "deploy/oresundskraft.example.yml"), encoding: .utf8)
        }
    }

    static func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

    static func text(_ name: String) throws -> String {
        try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
    }
}
