import Foundation
import Testing

@testable import Configuration

struct YAMLDocumentTests {
    private func read(_ text: String) -> (node: YAMLNode?, faults: [String]) {
        let faults = FaultList(file: "f")
        let node = YAMLDocument(faults: faults).read(text)
        return (node, faults.error.faults.map(\.description))
    }

    /// A node as a short text.
    private func shown(_ node: YAMLNode?) -> String {
        switch node?.content {
        case nil: "none"
        case .null: "null"
        case .scalar(let text, let isPlain): isPlain ? text : "\"\(text)\""
        case .sequence(let items): "[\(items.map(shown).joined(separator: ","))]"
        case .mapping(let pairs): "{\(pairs.map { "\($0.key):\(shown($0.value))" }.joined(separator: ","))}"
        }
    }

    @Test(arguments: [
        ("a: 1", "{a:1}"), ("[0123, 1_000, 1e3, yes]", "[0123,1_000,1e3,yes]"), ("~", "null"),
        ("[null, '', \"~\"]", "[null,\"\",\"~\"]"), ("a: |\n  x\n  y\n", "{a:\"x\ny\n\"}"), ("", "none"),
        ("a: 2 * 3\nb: '*x'\nc: \"**\"", "{a:2 * 3,b:\"*x\",c:\"**\"}"), ("{a: &x [1], b: *x}", "{a:[1],b:[1]}"),
        ("a: &x 1\nb: &x 2\nc: *x", "{a:1,b:2,c:2}"), ("# *x &y\n--- {a: 1}\n...\n", "{a:1}"),
        ("!!str ~: !!str null", "{~:\"null\"}"), ("a: \u{E000}*\u{E001}", "{a:\u{E000}*\u{E001}}"),
    ])
    func scalarsAreReadAsWritten(text: String, expected: String) {
        let (node, faults) = read(text)
        #expect(shown(node) == expected)
        #expect(faults.isEmpty)
    }

    @Test func repeatedKeysDoNotShiftPlaces() {
        let (node, faults) = read("{a: 1, \"a\": 2, b: 3, a: 4, 'a': 5, c: !t x}")
        #expect(shown(node) == "{b:3,a:5,c:x}")
        #expect(
            faults == [
                "f:1:8: a: is given twice: the first is on line 1", "f:1:22: a: is given twice: the first is on line 1",
                "f:1:28: a: is given twice: the first is on line 1",
                "f:1:39: c: a YAML tag has no meaning here: leave it out",
            ])
    }

    @Test(arguments: [
        ("{a: 1, \"a*\": 2, \"a*\": 3}", "f:1:17: …: is given twice: the first is on line 1"),
        ("{\u{E000}: 1, a: 2, a: 3}", "f:1:14: a: is given twice: the first is on line 1"),
        ("a: 1\r\nb: 2\u{2028}a: 3\n", "f:3:1: a: is given twice: the first is on line 1"),
        ("{'': 1, '': 2}", "f:1:2: a key is given more than once in one mapping"),
        ("x: &x a\ny: {a: 0, *x : 1, *x : 2}", "f:2:11: a key is given more than once in one mapping"),
        ("{[1]: 1, [1]: 2}", "f:1:2: a key is given more than once in one mapping"),
    ])
    func aRepeatedKeyIsNamed(text: String, fault: String) {
        #expect(read(text).faults == [fault])
    }

    @Test func theLastValueOfARepeatedKeyIsChecked() {
        let (node, faults) = read("a: &x {b: 1, b: 2}\nc: *x\na: 3")
        #expect(shown(node) == "{c:{b:2},a:3}")
        #expect(faults.count == 3)
    }

    @Test func anAliasHasThePlaceOfItsValue() throws {
        let (node, _) = read("a: &x 1\nb: *x\n")
        guard case .mapping(let pairs) = node?.content else {
            Issue.record("no mapping")
            return
        }
        #expect(pairs.map(\.value.position) == [.init(line: 1, column: 4), .init(line: 1, column: 4)])
        #expect(pairs.map(\.position.line) == [1, 2])
    }

    @Test func anAliasAsAKeyIsAFault() {
        #expect(read("a: &x true\n*x : 1").faults == ["f:2:1: a key must be text"])
    }

    @Test func keysWithTheCharactersThatMarkRepeatedKeysAreKept() {
        #expect(shown(read("{\u{E000}: 1, a: 2, a: 3}").node) == "{\u{E000}:1,a:3}")
    }

    @Test(arguments: ["a: &a [1]\n<<: *a", "<<: {b: 1}", "{\"<<\": 1}"])
    func aMergeIsAFault(text: String) {
        let (_, faults) = read(text)
        #expect(faults.count == 1)
        #expect(faults[0].contains("`<<` (merge) is not supported: write the merged keys out here"))
    }

    @Test func theFaultOfAnUnknownAliasIsAtTheAlias() {
        #expect(read("a: [1,\n  *none]").faults == ["f:2:3: there is no anchor of that name above this alias"])
    }

    @Test(arguments: ["a: *a", "&a [*a]", "a: &a {b: *a}", "*a : 1", "? *a\n: 1", "a: *", "a: *x y"])
    func anAliasOfNothingOrOfItselfIsAFault(text: String) {
        #expect(!read(text).faults.isEmpty)
    }

    /// Each line has two aliases of the one before, so memory (as values) and time (as keys) double with each line.
    @Test(arguments: ["*a40", "{? [*a40] : 1}", "{[*a40]: 1}", "{? {a: *a40} : 1}"])
    func aliasesOfAliasesCostNothing(last: String) throws {
        let lines = (1...40).map { "- &a\($0) [*a\($0 - 1), *a\($0 - 1)]" }.joined(separator: "\n")
        let before = try memory()
        let (node, faults) = read("- &a0 [x]\n\(lines)\n- \(last)\n")
        #expect(try memory() - before < 200_000)
        #expect(node == nil)
        #expect(faults == ["f:16:9: the aliases stand for more than 100000 values"])
    }

    @Test func aLineOfAliasesIsBoundedToo() {
        let many = (0..<50_000).map { _ in "*a" }.joined(separator: ",")
        let (node, faults) = read("a: &a [x, y]\nb: [\(many)]")
        #expect(node == nil)
        #expect(faults.count == 1)
        #expect(faults[0].hasSuffix("the aliases stand for more than 100000 values"))
    }

    @Test func aChainOfAliasesIsAFaultAndNotACrash() {
        let lines = (1...60_000).map { "- &a\($0) [*a\($0 - 1)]" }.joined(separator: "\n")
        let (node, faults) = read("- &a0 [x]\n\(lines)\n")
        #expect(node == nil)
        #expect(faults == ["f:50:3: is nested more than 50 deep"])
    }

    /// The most memory that this process had in use, in kB.
    private func memory() throws -> Int {
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmHWM") })
        return try #require(line.split(separator: " ").compactMap { Int($0) }.first)
    }

    @Test func deepNestingIsAFaultAndNotACrash() {
        for text in [
            String(repeating: "[", count: 100_000), String(repeating: "{a: ", count: 900),
            String(repeating: "- ", count: 100_000),
        ] {
            #expect(!read(text).faults.isEmpty)
        }
    }

    @Test func manyRepeatedKeysAreBounded() {
        let text = (0..<200).map { "k\($0): 1\nk\($0): 2\n" }.joined()
        let (_, faults) = read(text)
        #expect(faults.count == 1)
        #expect(faults[0].contains("more than once"))
    }

    @Test(arguments: ["\u{0}", "a: \u{1}", "a: \u{7F}", "\"\u{1B}[31m\"", "a: \u{FFFF}"])
    func controlCharactersAreAFault(text: String) {
        #expect(read(text).faults.count == 1)
    }

    @Test func damagedFilesAreFaultsAndNeverACrash() throws {
        let original = Array(try ConfigurationFixtures.text("every-key.yml").utf8)
        var state: UInt64 = 0x9E37_79B9_7F4A_7C15
        func next(below bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        let alphabet = Array("*&!|>{}[]:,-?#%@`'\"\n\t <~0aé\r".utf8)
        for _ in 0..<400 {
            var bytes = original
            for _ in 0...next(below: 6) { bytes[next(below: bytes.count)] = alphabet[next(below: alphabet.count)] }
            if next(below: 4) == 0 { bytes.removeLast(next(below: bytes.count)) }
            let faults = FaultList(file: "f")
            let root = YAMLDocument(faults: faults).read(String(decoding: bytes, as: UTF8.self))
            let context = ReadingContext(
                faults: faults, files: ReadFiles(), folder: "/nowhere", environment: [:], isWorldReadable: false,
                sections: ConfigurationReader.sections)
            _ = ConfigurationReader(context: context).read(root)
            #expect(!faults.error.description.contains("hunter2"))
        }
    }
}
