import ArgumentParser
import Ground

/// A mistake on the command line.
struct WrongUsage {
    let message: String
    let command: any ParsableCommand.Type

    /// The message and the usage of the command, in the parser's own form.
    var text: String {
        let name = "\(ExporterCommand._commandName) \(command._commandName)"
        return """
            Error: \(message)
            Usage: \(ExporterCommand.usageString(for: command))
              See '\(name) --help' for more information.
            """
    }
}

extension WrongUsage {
    /// Finds the mistake behind an error of the parser, which reports missing flags before unknown ones: for
    /// `export --frm 2026-01-01` it says that `--from` is missing.
    ///
    /// - Parameter words: the arguments, without the program's name.
    /// - Returns: nil if the parser's own error says it.
    init?(behindErrorOf words: [String]) {
        guard let syntax = try? CommandSyntax.ofProgram() else { return nil }
        let (flags, others) = Self.divide(words, syntax)
        let named = words.first.flatMap(ExporterCommand.subcommand)
        if named == nil, let late = others.lazy.compactMap(ExporterCommand.subcommand).first {
            self.init(message: "the command comes first, and its flags after it", command: late)
            return
        }
        let chosen = named ?? ServeCommand.self
        let known = syntax.flags(of: chosen)
        guard let unknown = flags.first(where: { !$0.isOne(of: known) }) else { return nil }
        let near = unknown.nearest(among: known).map { ", did you mean `--\($0)`?" } ?? ""
        self.init(
            message: "`\(chosen._commandName)` has no flag \(quoted(unknown.written))\(near)",
            command: chosen)
    }

    /// Finds a flag that has one value and is given twice, of which the parser would take the last: of two customers
    /// that are to be forgotten, the first would stay.
    ///
    /// - Parameter words: the arguments, without the program's name.
    init?(repeatedIn words: [String]) {
        let names = words.compactMap(Flag.init).map(\.name)
        guard Set(names).count < names.count, let syntax = try? CommandSyntax.ofProgram() else { return nil }
        let command = words.first.flatMap(ExporterCommand.subcommand) ?? ServeCommand.self
        let single = syntax.namesWithOneValue(of: command)
        var given: Set<String> = []
        let flags = Self.divide(words, syntax).flags.map(\.name)
        guard let twice = flags.first(where: { single.contains($0) && !given.insert($0).inserted }) else { return nil }
        self.init(message: "`--\(twice)` is given twice", command: command)
    }

    /// Divides the arguments into flags and words of their own; the values of flags are left out.
    private static func divide(_ words: [String], _ syntax: CommandSyntax) -> (flags: [Flag], others: [String]) {
        let withValue = syntax.namesWithValue
        var isValue = false
        var result: (flags: [Flag], others: [String]) = ([], [])
        for word in words.prefix(while: { $0 != "--" }) {
            if isValue {
                isValue = false
            } else if let flag = Flag(word) {
                result.flags.append(flag)
                isValue = !word.contains("=") && withValue.contains(flag.name)
            } else {
                result.others.append(word)
            }
        }
        return result
    }
}

/// A word that begins with dashes.
private struct Flag {
    /// The dashes and the name, without a value, which may be secret.
    let written: Substring
    let name: String

    /// - Returns: nil for `-`, `--`, a negative number, and a word without dashes.
    init?(_ word: String) {
        written = word.prefix { $0 != "=" }
        name = String(written.drop { $0 == "-" })
        guard word.hasPrefix("-"), let first = name.first, !first.isNumber else { return nil }
    }

    /// Returns true for `--NAME`, and for `-N` with one letter.
    func isOne(of known: [String]) -> Bool {
        written == (name.count == 1 ? "-\(name)" : "--\(name)") && known.contains(name)
    }

    /// Returns the name that was meant: its beginning will do, as in `--config`, and its end, as in `--level`.
    func nearest(among known: [String]) -> String? {
        NearMiss.suggestion(for: name, among: known.filter { $0.count > 1 })
            ?? known.first { $0.hasPrefix(name) || $0.hasSuffix(".\(name)") }
    }
}
