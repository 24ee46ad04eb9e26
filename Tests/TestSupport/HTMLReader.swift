import Foundation

/// Python's `html.parser`, an independent check of a page.
package enum HTMLReader {
    /// A page as the parser read it.
    package struct Page: Codable, Sendable {
        /// An element's name and attributes.
        package struct Element: Codable, Sendable {
            package var name: String
            package var attributes: [String: String]
        }

        package var elements: [Element]
        /// Texts that are not blank, trimmed, in order.
        package var texts: [String]
        /// End tags without a start tag, and elements without an end tag.
        package var faults: [String]

        /// The values of all attributes.
        package var attributeValues: [String] { elements.flatMap(\.attributes.values) }
    }

    /// - Throws: ``Program/Failure``.
    package static func read(_ page: String) async throws -> Page {
        let answer = try await Program.python.run(["-c", script], input: Array(page.utf8))
        guard answer.status == 0 else { throw Program.Failure(description: "html.parser: \(answer.errors)") }
        return try JSONDecoder().decode(Page.self, from: Data(answer.output))
    }

    private static let script = """
        import html.parser, json, sys
        # https://html.spec.whatwg.org/#void-elements, those that a page of ours may have
        VOID = {"meta", "link", "input", "br", "hr", "img"}
        class Reader(html.parser.HTMLParser):
            elements, texts, faults, open = [], [], [], []
            def handle_starttag(self, name, attributes):
                self.elements.append({"name": name, "attributes": {key: value or "" for key, value in attributes}})
                if len(dict(attributes)) != len(attributes): self.faults.append(f"{name}: an attribute twice")
                if name not in VOID: self.open.append(name)
            def handle_startendtag(self, name, attributes):
                self.handle_starttag(name, attributes)
                self.handle_endtag(name)
            def handle_endtag(self, name):
                if self.open and self.open[-1] == name: self.open.pop()
                else: self.faults.append(f"</{name}> in {self.open[-3:]}")
            def handle_data(self, text):
                if text.strip() and (not self.open or self.open[-1] != "style"): self.texts.append(text.strip())
        reader = Reader()
        reader.feed(sys.stdin.buffer.read().decode("utf-8"))
        reader.close()
        print(json.dumps({"elements": reader.elements, "texts": reader.texts, "faults": reader.faults + reader.open}))
        """
}
