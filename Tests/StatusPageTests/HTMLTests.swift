import Testing

@testable import Snapshot
@testable import StatusPage

struct HTMLTests {
    @Test func literalsStayAndTextsAreEscaped() {
        let text = "<a href=\"x\">'&'</a>"
        let html: HTML = "<td title=\"\(text)\">\(text)</td>"
        let escaped = "&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/a&gt;"
        #expect(html.text == "<td title=\"\(escaped)\">\(escaped)</td>")
    }

    @Test func piecesAreJoinedUnchanged() {
        let rows: [HTML] = ["<li>\("<")</li>", "<li>\(2)</li>"]
        let list: HTML = "<ul>\(rows)</ul>\("&" as HTML)"
        #expect(list.text == "<ul><li>&lt;</li><li>2</li></ul>&")
    }

    @Test(arguments: ["\u{0}", "\u{1B}", "\u{7F}", "\u{85}", "\r"]) func aControlCharacterIsReplaced(
        character: String
    ) {
        let html: HTML = "\("a\(character)b")"
        #expect(html.text == "a\u{FFFD}b")
    }

    @Test func textsOfAllScriptsAreUnchanged() {
        let text = "Ångpanna\t½ £ 日本 🏭👨‍👩‍👧‍👦\n\u{202E}مبنى"
        #expect(("\(text)" as HTML).text == text)
    }
}
