import Foundation
import TestSupport
import Testing

/// `scripts/check-comments.py`, which `make lint` runs, on files with and without faults.
struct CommentCheckTests {
    /// Writes a file of these lines and returns the faults that the script finds in it, as `line: fault`.
    private func faults(_ lines: String..., of name: String = "File.swift") async throws -> [String] {
        try await withTemporaryFolder { folder in
            let file = folder.appending(path: name)
            try Data(lines.joined(separator: "\n").utf8).write(to: file)
            let script = RepositoryPaths.root.appending(path: "scripts/check-comments.py").path
            let answer = try await Program(script).run([folder.path])
            let found = answer.text.split(separator: "\n").map { String($0.dropFirst(file.path.count + 1)) }
            #expect(answer.status == (found.isEmpty ? 0 : 1), "\(answer.errors)")
            return found
        }
    }

    @Test func documentedDeclarationsHaveNoFault() async throws {
        let found = try await faults(
            "/// A reading.", "package struct Reading: Sendable {", "    package var value: Double",
            "    /// Creates a reading.", "    @inlinable", "    package init() {}", "    var unit: String", "}",
            "@Test(arguments: [f(1), 2]) func aReadingHasAValue(_ number: Int) {}")
        #expect(found == [])
    }

    @Test(arguments: [
        "struct Reading {", "final class Reading {", "enum Reading {", "protocol Reading {", "init() {}",
        "static func read() {", "mutating func read() {", "static func < (left: Self, right: Self) -> Bool {",
        "subscript(index: Int) -> Int {", "typealias Readings = [Int]", "nonisolated func read() {",
    ])
    func aPackageTypeOrFunctionNeedsADocComment(declaration: String) async throws {
        let expected = ["2: a `package` type or function needs a doc comment"]
        #expect(try await faults("// Not a doc comment.", "package \(declaration)") == expected)
        #expect(try await faults("", "@inlinable package \(declaration)") == expected)
    }

    @Test(arguments: ["What", "Whether", "Why", "How", "Which", "Who", "Where", "Those", "That"])
    func aDocCommentBeginsWithAVerbOrANoun(word: String) async throws {
        let found = try await faults(
            "    /// \(word) it is.", "    /// \(word) is the second line.", "    var value = 0")
        #expect(found == ["1: begin the doc comment with a verb or a noun"])
    }

    @Test(arguments: [
        (["///Whether it is."], 1), (["case first  /// Where it is."], 1), (["/** How it is. */"], 1),
        (["/**", " * How it is."], 2), (["/// A reading.", "///", "/// - Returns: whether it is."], 3),
        (["/// Reads.", "/// - Parameters:", "///   - time: That of the reading."], 3),
    ])
    func noFormOfADocCommentBeginsOtherwise(lines: [String], line: Int) async throws {
        let found = try await faults(lines.joined(separator: "\n"))
        #expect(found == ["\(line): begin the doc comment with a verb or a noun"])
    }

    @Test func aStringIsNotAComment() async throws {
        #expect(try await faults("let text = \"/// What it is.\"") == [])
    }

    @Test func aRequirementOfAPackageProtocolNeedsADocComment() async throws {
        let found = try await faults(
            "/// A gate.", "package protocol Gate: Sendable {", "    /// Opens it.", "    func open()",
            "    func close()",
            "}", "private protocol Inner {", "    func close()", "}")
        #expect(found == ["5: a requirement of a `package` protocol needs a doc comment"])
    }

    @Test(arguments: ["file.h", "file.c", "file.cpp"])
    func docCommentsOfCAreChecked(name: String) async throws {
        let found = try await faults(
            "/// How many there are.", "int count(void);", "int sum(void);  ///< Which it is.", of: name)
        #expect(found.map { $0.prefix(2) } == ["1:", "3:"])
    }

    @Test(arguments: ["read_twice", "`a reading is read`", "reads", "AReadingIsRead"])
    func aTestIsNamedByACamelCaseSentence(name: String) async throws {
        #expect(try await faults("@Test func \(name)() {}") == ["1: \(name) is not a camelCase sentence"])
    }

    @Test func cannotIsOneWord() async throws {
        #expect(try await faults("// It can" + " not be.") == ["1: write \"cannot\""])
    }
}
