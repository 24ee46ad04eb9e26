import ArgumentParser
import Exporter

/// `version`: what this program was built from.
struct VersionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "version", abstract: "Print version, commit and Swift version.")

    func run() {
        let build = BuildInfo()
        print("oresundskraft-exporter \(build.version) (commit \(build.revision), Swift \(build.swiftVersion))")
    }
}
