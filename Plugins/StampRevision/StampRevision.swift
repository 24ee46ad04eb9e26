import Foundation
import PackagePlugin

/// Writes the commit and the compiler's version into a source file, so that the program can tell what it was built from.
///
/// The commit is an argument of the build command: another commit makes the file anew, and nothing else does.
@main
struct StampRevision: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
        let file = context.pluginWorkDirectoryURL.appending(path: "BuildStamp.swift")
        let script = """
            swift_version=$(swiftc --version 2>/dev/null | sed -n 's/.*Swift version \\([0-9.]*\\).*/\\1/p' | head -n 1)
            printf 'enum BuildStamp {\\n    static let revision = "%s"\\n    static let swiftVersion = "%s"\\n}\\n' \
            "$1" "$swift_version" > "$2"
            """
        return [
            .buildCommand(
                displayName: "Stamp the revision", executable: URL(filePath: "/bin/sh"),
                arguments: ["-c", script, "stamp", revision(of: context.package.directoryURL), file.path],
                inputFiles: [], outputFiles: [file])
        ]
    }

    /// The commit that is checked out, shortened as git does; `unknown` outside a checkout.
    private func revision(of package: URL) -> String {
        let git = Process()
        git.executableURL = URL(filePath: "/usr/bin/env")
        git.arguments = ["git", "-C", package.path, "rev-parse", "--short=12", "HEAD"]
        let output = Pipe()
        git.standardOutput = output
        git.standardError = Pipe()
        guard (try? git.run()) != nil else { return "unknown" }
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        git.waitUntilExit()
        let revision = text.filter(\.isHexDigit)
        return revision.isEmpty ? "unknown" : revision
    }
}
