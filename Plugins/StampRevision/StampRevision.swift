import Foundation
import PackagePlugin

/// Writes the commit, the branch and the compiler's version into a source file, for `version` and the build metric.
///
/// Commit and branch are arguments of the build command, so the file is written again when they change, and only then.
@main
struct StampRevision: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
        let file = context.pluginWorkDirectoryURL.appending(path: "BuildStamp.swift")
        let script = """
            swift_version=$(swiftc --version 2>/dev/null | sed -n 's/.*Swift version \\([0-9.]*\\).*/\\1/p' | head -n 1)
            printf 'enum BuildStamp {\\n    static let revision = "%s"\\n    static let branch = "%s"\\n    static let swiftVersion = "%s"\\n}\\n' \
            "$1" "$2" "$swift_version" > "$3"
            """
        let folder = context.package.directoryURL
        let revision = git(["rev-parse", "--short=12", "HEAD"], in: folder).filter(\.isHexDigit)
        // Characters that git allows in a name, except those that would end the string literal.
        let branch = git(["rev-parse", "--abbrev-ref", "HEAD"], in: folder).filter {
            $0.isASCII && ($0.isLetter || $0.isNumber || "/-_.+#".contains($0))
        }
        return [
            .buildCommand(
                displayName: "Stamp the revision", executable: URL(filePath: "/bin/sh"),
                arguments: ["-c", script, "stamp", revision, branch, file.path].map {
                    $0.isEmpty ? "unknown" : $0
                },
                inputFiles: [], outputFiles: [file])
        ]
    }

    /// The output of git; empty outside a checkout.
    private func git(_ arguments: [String], in folder: URL) -> String {
        let git = Process()
        git.executableURL = URL(filePath: "/usr/bin/env")
        git.arguments = ["git", "-C", folder.path] + arguments
        let output = Pipe()
        git.standardOutput = output
        git.standardError = Pipe()
        guard (try? git.run()) != nil else { return "" }
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        git.waitUntilExit()
        return git.terminationStatus == 0 ? text : ""
    }
}
