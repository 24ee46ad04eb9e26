import ArgumentParser
import CMemory
import Foundation
import Ground

/// The entry point. It names mistakes on the command line that the parser reports as others.
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
        let words = Array(arguments.dropFirst())
        if let word = words.first == "help" ? words.dropFirst().first : words.first, let message = unknownCommand(word)
        {
            end(message, .validationFailure)
        }
        cmemory_bound()
        await run(await parse(words))
    }

    private static func parse(_ words: [String]) async -> any ParsableCommand {
        do {
            let command = try await ExporterCommand.asyncParseAsRoot(words)
            if let usage = WrongUsage(repeatedIn: words) { end(usage.text, .validationFailure) }
            return command
        } catch {
            if ExporterCommand.exitCode(for: error) == .validationFailure,
                let usage = WrongUsage(behindErrorOf: words)
            {
                end(usage.text, .validationFailure)
            }
            ExporterCommand.exit(withError: error)
        }
    }

    private static func run(_ command: any ParsableCommand) async {
        var command = command
        do {
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch let error as ValidationError {
            // The parser would add the usage of the whole program.
            end(WrongUsage(message: error.message, command: type(of: command)).text, .validationFailure)
        } catch {
            ExporterCommand.exit(withError: error)
        }
    }

    private static func end(_ message: String, _ code: ExitCode) -> Never {
        StandardError.write(message)
        Foundation.exit(code.rawValue)
    }

    /// Returns the error for a first argument that is no command, which would be a stray argument of `serve`, the
    /// default; nil if it is a command or a flag.
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
