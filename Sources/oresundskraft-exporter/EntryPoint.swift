import ArgumentParser
import Foundation
import Ground

/// The entry point. A word that is no command would be a stray argument of `serve`, the default, so a suggestion is
/// printed instead.
@main
enum EntryPoint {
    static func main() async {
        let arguments = CommandLine.arguments
        // Swift's runtime takes the arguments from there, the program's own name first; without them every command
        // would be `serve`.
        guard !arguments.isEmpty else {
            end(
                "Error: /proc/self/cmdline cannot be read, and with it the command and its flags. Mount /proc.",
                .failure)
        }
        var words = arguments.dropFirst()
        if words.first == "help" { words = words.dropFirst() }
        if let word = words.first, let message = unknownCommand(word) { end(message, .validationFailure) }
        await ExporterCommand.main()
    }

    private static func end(_ message: String, _ code: ExitCode) -> Never {
        FileHandle.standardError.write(Data("\(message)\n".utf8))
        Foundation.exit(code.rawValue)
    }

    /// Returns the error for an unknown first argument; nil if it is a command or a flag.
    static func unknownCommand(_ word: String) -> String? {
        let commands = ExporterCommand.configuration.subcommands.compactMap { $0.configuration.commandName } + ["help"]
        guard !word.hasPrefix("-"), !commands.contains(word) else { return nil }
        let near = NearMiss.suggestion(for: word, among: commands).map { ", did you mean `\($0)`?" } ?? ""
        return """
            Error: there is no command \(quoted(word))\(near.isEmpty ? "." : near)
            `oresundskraft-exporter --help` lists all commands.
            """
    }
}
