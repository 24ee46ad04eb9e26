import ArgumentParser
import Foundation

/// The flags of every command, as the parser describes them in JSON for tools that make manuals.
struct CommandSyntax: Decodable {
    struct Command: Decodable {
        let commandName: String
        let arguments: [Argument]?
        let subcommands: [Command]?

        /// The names of its flags, without dashes.
        var flags: [String] { (arguments ?? []).flatMap { ($0.names ?? []).map(\.name) } }
    }

    struct Argument: Decodable {
        /// `option` for a flag with a value, `flag` for one without, `positional` for others.
        let kind: String
        let isRepeating: Bool
        let names: [Name]?
    }

    struct Name: Decodable {
        let name: String
    }

    private let command: Command

    /// Reads the program's own description.
    ///
    /// - Throws: `DecodingError` if a newer parser describes it in another form.
    static func ofProgram() throws -> CommandSyntax {
        try JSONDecoder().decode(CommandSyntax.self, from: Data(ExporterCommand._dumpHelp().utf8))
    }

    /// The names of the flags of a command, without dashes.
    func flags(of command: any ParsableCommand.Type) -> [String] {
        description(of: command)?.flags ?? []
    }

    /// The names of the flags of a command that take one value and may not be repeated.
    func namesWithOneValue(of command: any ParsableCommand.Type) -> Set<String> {
        let options = description(of: command)?.arguments?.filter { $0.kind == "option" && !$0.isRepeating } ?? []
        return Set(options.flatMap { ($0.names ?? []).map(\.name) })
    }

    private func description(of command: any ParsableCommand.Type) -> Command? {
        self.command.subcommands?.first { $0.commandName == command._commandName }
    }

    /// The names of all flags that take a value, without dashes.
    var namesWithValue: Set<String> {
        let arguments = (command.subcommands ?? []).flatMap { $0.arguments ?? [] }
        return Set(arguments.filter { $0.kind == "option" }.flatMap { ($0.names ?? []).map(\.name) })
    }
}
