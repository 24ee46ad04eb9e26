import HTTPServer
import Testing

@testable import Snapshot
@testable import StatusPage

struct PageQueryTests {
    private func query(_ items: (String, String)...) -> PageQuery {
        PageQuery(items.map { QueryItem(name: $0.0, value: $0.1) })
    }

    @Test func anEmptyQuerySelectsAll() {
        #expect(query() == PageQuery())
        #expect(query(("other", "1"), ("q[]", "x")) == PageQuery())
        #expect(!query(("q", "  ")).isNarrowed)
    }

    @Test(arguments: [
        ("", 1), ("2", 2), ("0", 1), ("-1", 1), ("+2", 1), ("1.5", 1), ("0x10", 1), ("٣", 1), ("two", 1), ("007", 7),
        ("9223372036854775807", Int.max), ("99999999999999999999", Int.max),
    ]) func aPageIsANumberFromOneOrTheFirst(text: String, page: Int) {
        #expect(query(("page", text)).page == page)
    }

    @Test func theFirstOfRepeatedParametersCounts() {
        let query = query(("q", "a"), ("page", "3"), ("q", "b"), ("page", "4"), ("category", "EL"), ("category", "GAS"))
        #expect((query.text, query.category, query.page) == ("a", "EL", 3))
    }

    @Test func aLongTextIsBounded() {
        #expect(query(("q", String(repeating: "å", count: 8000))).text.count == 200)
    }

    @Test func anAddressLeadsBackToTheSameSelection() {
        #expect(query().address(page: 1) == "./")
        let query = query(("q", "a&b=<ö>\"'\u{0} 🏭"), ("category", "E L"))
        #expect(query.address(page: 1) == "?q=a%26b%3D%3C%C3%B6%3E%22%27%00%20%F0%9F%8F%AD&category=E%20L")
        #expect(query.address(page: 2).hasSuffix("&category=E%20L&page=2"))
    }
}
