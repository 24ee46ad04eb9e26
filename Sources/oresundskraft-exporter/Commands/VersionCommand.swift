import ArgumentParser
import Exporter

/// `version`: prints version, commit and Swift version.
struct VersionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "version", abstract: "Print version, commit and Swift version.")

    func run() {
        let build = BuildInfo()
        print("oresundskraft-exporter \(build.version) (commit \(build.revision), Swift \(build.swiftVersion))")
    }
}
