import Foundation
import TestSupport
import Testing
import Yams

/// Documentation and program hold the same commands, flags, keys and metrics, in both directions.
@Suite(.timeLimit(.minutes(5))) struct DocumentationTests {
    private static func text(_ path: String) throws -> String {
        try String(contentsOf: RepositoryPaths.root.appending(path: path), encoding: .utf8)
    }

    // MARK: Flags

    /// Subcommands and flags that every command has.
    private static let everywhere: Set = ["help", "version"]

    /// Returns the long flags of each command, without those of every command, as ArgumentParser lists them.
    private static func flags() async throws -> [String: Set<String>] {
        struct Dump: Decodable { var command: Command }
        struct Command: Decodable {
            struct Argument: Decodable {
                struct Name: Decodable {
                    var kind: String
                    var name: String
                }
                var names: [Name]?
                var shouldDisplay: Bool
            }
            var commandName: String
            var shouldDisplay: Bool
            var arguments: [Argument]?
            var subcommands: [Command]?
        }
        let dump = try await Program(RunningProgram.exporter).run(["--experimental-dump-help"])
        let program = try JSONDecoder().decode(Dump.self, from: Data(dump.output)).command
        var flags: [String: Set<String>] = [:]
        for command in program.subcommands ?? [] where command.shouldDisplay && command.commandName != "help" {
            let names = (command.arguments ?? []).filter(\.shouldDisplay).flatMap { $0.names ?? [] }
            flags[command.commandName] = Set(names.filter { $0.kind == "long" }.map(\.name)).subtracting(everywhere)
        }
        return flags
    }

    @Test func theManualListsExactlyTheFlagsOfEachCommand() async throws {
        let manual = try Self.text("docs/man/oresundskraft-exporter.1").replacing("\\-", with: "-")
        let sections = Dictionary(
            uniqueKeysWithValues: manual.split(separator: "\n.SS ").dropFirst().map { section in
                let (head, rest) = (section.prefix { $0 != "\n" }, section.drop { $0 != "\n" })
                let body = rest.range(of: "\n.SH ").map { rest[..<$0.lowerBound] } ?? rest
                let named = body.matches(of: /--([a-z][a-z.-]*)/).map { String($0.1) }
                return (String(head), Set(named))
            })
        let flags = try await Self.flags()
        #expect(flags.keys.contains("serve"))
        let common = try #require(sections["Flags of all commands but version"])
        #expect(sections["Flags of all commands"] == Self.everywhere)
        #expect(Set(sections.keys.filter { !$0.contains(" ") }) == Set(flags.keys))
        for (command, own) in flags {
            let documented = sections[command]?.union(command == "version" ? [] : common)
            #expect(documented?.subtracting(Self.everywhere) == own, "\(command)")
        }
    }

    @Test func thePageOfCommandsListsExactlyTheFlags() async throws {
        let page = try Self.text("docs/commands.md")
        let start = try #require(page.range(of: "\n## Commands and flags\n")).upperBound
        let section = page[start...].prefix(upTo: page[start...].range(of: "\n## ")?.lowerBound ?? page.endIndex)
        let flags = try await Self.flags()
        let documented = section.matches(of: /`--([a-z][a-z.-]*)/).map { String($0.1) }
        #expect(Set(documented).subtracting(Self.everywhere) == flags.values.reduce([]) { $0.union($1) })
        let commands = section.matches(of: /\n\| `([a-z-]+)(?: FILE)?`/).map { String($0.1) }
        #expect(Set(commands) == Set(flags.keys))
    }

    // MARK: Keys

    /// The keys of the example, as in `api.tls.ca_file` and `customers.numbers`; examples in comments are keys too.
    private static func exampleKeys() throws -> Set<String> {
        let example = try text("deploy/oresundskraft.example.yml")
            .replacing(/(\w+): \[\]\n(?=#  )/) { "\($0.1):\n" }.replacing(/\n#(?=  )/, with: "\n")
        // What these hold is the user's own, or is one value.
        let whole: Set = ["headers", "names", "category_names", "external_labels", "price"]
        func keys(_ node: Node, _ path: [String]) -> [[String]] {
            if let list = node.sequence, list.contains(where: { $0.mapping != nil }) {
                return list.flatMap { keys($0, path) }
            }
            guard let mapping = node.mapping, !mapping.isEmpty, !whole.contains(path.last ?? "") else { return [path] }
            return mapping.flatMap { keys($0.value, path + [$0.key.string ?? ""]) }
        }
        let root = try #require(try Yams.compose(yaml: example))
        var found = Set(keys(root, []).map { $0.joined(separator: ".") })
        // It is in a comment, since it replaces the file.
        #expect(example.contains("`subscription_key`"))
        found.insert("api.subscription_key")
        return found
    }

    /// The keys in the first column of a page's tables, with what their section puts before them.
    private static func tableKeys(_ path: String, _ prefix: (_ heading: String) -> String?) throws -> Set<String> {
        var heading = ""
        var found: Set<String> = []
        for line in try text(path).split(separator: "\n") {
            if line.hasPrefix("#") { heading = String(line.drop { $0 == "#" || $0 == " " }) }
            if line.hasPrefix("A window's keys") { heading = "windows" }
            guard line.hasPrefix("| `"), let column = line.split(separator: "|").first, let prefix = prefix(heading)
            else { continue }
            for key in column.matches(of: /`([a-z_.]+)`/) { found.insert(prefix + key.1) }
        }
        return found
    }

    /// Without those that others lie below.
    private static func leaves(_ keys: Set<String>) -> Set<String> {
        keys.filter { key in !keys.contains { $0.hasPrefix(key + ".") } }
    }

    @Test func theReferenceListsExactlyTheKeys() throws {
        var documented = try Self.tableKeys("docs/configuration.md") { heading in
            if heading == "Other keys" { return "" }
            return heading.wholeMatch(of: /`(\w+)`/).map { "\($0.1)." }
        }
        documented.formUnion(
            try Self.tableKeys("docs/tariffs.md") { heading in
                ["Keys of a tariff": "tariffs.", "windows": "tariffs.windows."][heading]
            })
        let keys = try Self.exampleKeys()
        #expect(keys.count > 50)
        #expect(Self.leaves(documented).symmetricDifference(Self.leaves(keys)) == [])
    }

    @Test func theManualListsExactlyTheKeys() throws {
        let manual = try Self.text("docs/man/oresundskraft.yml.5").replacing("\\-", with: "-")
        let documented = Set(manual.matches(of: /\n\.TP\n\.B ([a-z_.]+)/).map { String($0.1) })
        let keys = try Self.exampleKeys()
        #expect(Self.leaves(documented).symmetricDifference(Self.leaves(keys)) == [])
    }

    // MARK: README

    @Test func theReadmeIsShortAndLeadsToEachPageInTwoClicks() throws {
        let readme = try Self.text("README.md")
        #expect(readme.split(separator: "\n", omittingEmptySubsequences: false).count <= 160)
        #expect(readme.split { $0.isWhitespace }.count <= 1400)
        let root = RepositoryPaths.root
        func links(_ path: String) throws -> Set<String> {
            let folder = root.appending(path: path).deletingLastPathComponent()
            return Set(
                try Self.text(path).matches(of: /\]\(([^)#:\s]+)[^)]*\)/).map {
                    folder.appending(path: String($0.1)).standardized.path
                })
        }
        var reached = try links("README.md")
        for page in reached where page.hasSuffix(".md") {
            reached.formUnion(try links(String(page.dropFirst(root.standardized.path.count + 1))))
        }
        let docs = root.appending(path: "docs").standardized
        let pages =
            FileManager.default.enumerator(at: docs, includingPropertiesForKeys: nil)?
            .compactMap { ($0 as? URL)?.standardized.path }.filter { $0.hasSuffix(".md") } ?? []
        #expect(pages.count > 20)
        #expect(Set(pages).subtracting(reached) == [])
    }

    @Test func eachExampleOfATariffSaysWhatItIsFor() throws {
        var examples = 0
        for path in ["README.md", "docs/tariffs.md", "deploy/oresundskraft.example.yml", "docs/configuration.md"] {
            let text = try Self.text(path)
            for example in text.matches(of: /tariffs:(?: \[\])?\n((?:#?  .*\n)+)/) {
                let lines = example.1.split(separator: "\n").map { $0.drop { $0 == "#" } }
                let starts = lines.indices.filter { lines[$0].hasPrefix("  - ") }
                let items = zip(starts, starts.dropFirst() + [lines.count]).map {
                    lines[$0..<$1].joined(separator: "\n")
                }
                examples += items.count
                for item in items { #expect(item.contains("delivery_categories: ["), "\(path): \(item)") }
            }
        }
        #expect(examples > 10)
    }

    // MARK: Manual pages

    @Test(arguments: ["oresundskraft-exporter.1", "oresundskraft.yml.5"])
    func theManualPagesAreWellFormedAndOfThisVersion(page: String) async throws {
        let file = RepositoryPaths.root.appending(path: "docs/man/\(page)")
        let lint = try await Program("mandoc").run(["-T", "lint", "-W", "warning", file.path])
        #expect(lint.status == 0, "\(lint.text)\(lint.errors)")
        let said = try await Program(RunningProgram.exporter).run(["version"]).text
        let version = said.split(separator: " ")[1]
        let text = try Self.text("docs/man/\(page)").replacing("\\-", with: "-")
        #expect(text.contains("\"oresundskraft-exporter \(version)\""))
    }
}
