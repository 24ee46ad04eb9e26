import Foundation
import Testing

@testable import Configuration

/// One file for each rule, with the exact faults beside it; `UPDATE_GOLDEN=1` rewrites them.
struct BadConfigurationTests {
    @Test(arguments: ConfigurationFixtures.bad)
    func badFileIsRefusedWithItsExactFaults(name: String) throws {
        let error = try #require(throws: ConfigurationError.self) {
            try Configuration.load(
                path: ConfigurationFixtures.path(name), environment: ["ORESUNDSKRAFT_SUBSCRIPTION_KEY": "hunter2"])
        }
        let text =
            error.description.replacingOccurrences(of: "\(ConfigurationFixtures.folder.path)/", with: "")
            .replacingOccurrences(of: ConfigurationFixtures.folder.path, with: "FOLDER") + "\n"
        let golden = ConfigurationFixtures.folder.appendingPathComponent(
            name.replacingOccurrences(of: ".yml", with: ".txt"))
        if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
            try text.write(to: golden, atomically: true, encoding: .utf8)
        }
        #expect(try text == String(contentsOf: golden, encoding: .utf8))
    }

    @Test(arguments: ConfigurationFixtures.bad)
    func noFaultShowsASecret(name: String) throws {
        let error = try #require(throws: ConfigurationError.self) {
            try Configuration.load(
                path: ConfigurationFixtures.path(name), environment: ["ORESUNDSKRAFT_SUBSCRIPTION_KEY": "hunter2"])
        }
        for secret in ["hunter2", "hunter3", "9f86d081884c7d659a2feaa0c55ad015"] {
            #expect(!"\(error) \(String(reflecting: error))".contains(secret))
        }
    }

    @Test func everyRuleHasAFileAndEveryFileItsFaults() throws {
        #expect(ConfigurationFixtures.bad.count >= 75)
        let names = try FileManager.default.contentsOfDirectory(atPath: ConfigurationFixtures.folder.path)
        let golden = names.filter { $0.hasSuffix(".txt") }.map { $0.replacingOccurrences(of: ".txt", with: ".yml") }
        #expect(golden.sorted() == ConfigurationFixtures.bad)
    }

    @Test func faultsAreSortedByTheirPlace() throws {
        let error = try #require(throws: ConfigurationError.self) {
            try Configuration.load(path: ConfigurationFixtures.path("bad-many-faults.yml"), environment: [:])
        }
        let positions = error.faults.compactMap(\.position)
        #expect(positions.count == error.faults.count)
        #expect(positions == positions.sorted())
    }
}
