import Testing

@testable import Simulator

struct TimeSeriesQueryTests {
    private func query(_ text: String) throws -> TimeSeriesQuery {
        try TimeSeriesQuery(QueryItems.split(target: "/x?\(text)").items)
    }

    private static let required = "customerNumbers=100001&resolution=quarter&fromDate=2026-11-02&toDate=2026-11-03"

    @Test(arguments: ["a=1&a=2", "a=1,2", "a=1%2C2", "a=1,%202", "a=1&a=&a=,2,"])
    func aListIsRepeatedOrJoined(_ text: String) throws {
        let items = text.replacing("a=", with: "customerNumbers=")
        let rest = Self.required.replacing("customerNumbers=100001&", with: "")
        #expect(try query("\(items)&\(rest)").customerNumbers == ["1", "2"])
    }

    @Test func allParametersAreRead() throws {
        let found = try query(
            "CUSTOMERNUMBERS=1&resolution=Hour&fromDate=2026-11-02T00:00:00.000Z&toDate=2026-11-03T00%3A00%3A00Z"
                + "&deliveryCategories=EL&meteringPoints=735999000000000013&subsidiary=true&timeSeriesFlow=True"
                + "&offset=5&maxRows=7&unknown=x")
        #expect(found.resolution == .hour)
        #expect(try found.from == time("2026-11-02"))
        #expect(try found.to == time("2026-11-03"))
        #expect(found.deliveryCategories == ["EL"] && found.meteringPoints == ["735999000000000013"])
        #expect(found.subsidiary && found.timeSeriesFlow && found.offset == 5 && found.maxRows == 7)
    }

    @Test(arguments: [
        ("customerNumbers=100001", "customerNumbers=", "The customerNumbers field is required."),
        ("resolution=quarter", "resolution=", "The resolution field is required."),
        ("resolution=quarter", "resolution=day", "The value 'day' is not valid for resolution."),
        ("fromDate=2026-11-02", "from=2026-11-02", "The fromDate field is required."),
        ("toDate=2026-11-03", "toDate=tomorrow", "The value 'tomorrow' is not valid for toDate."),
        ("toDate=2026-11-03", "toDate=2026-11-01", "fromDate must not be after toDate."),
        ("toDate=2026-11-03", "toDate=2026-11-03&offset=-1", "The value '-1' is not valid for offset."),
        ("toDate=2026-11-03", "toDate=2026-11-03&maxRows=all", "The value 'all' is not valid for maxRows."),
        ("toDate=2026-11-03", "toDate=2026-11-03&subsidiary=yes", "The value 'yes' is not valid for subsidiary."),
    ])
    func theErrorNamesMissingAndInvalidParameters(_ part: String, _ replacement: String, _ message: String) throws {
        #expect(throws: TimeSeriesQuery.Fault(message: message)) {
            try query(Self.required.replacing(part, with: replacement))
        }
    }

    @Test func encodedQueriesAreReadBack() {
        let items = [QueryItem(name: "a b", value: "å&=+%,ö"), QueryItem(name: "c", value: "")]
        #expect(QueryItems.split(target: "/p?\(QueryItems.encode(items))").items == items)
        #expect(QueryItems.split(target: "/p?x=%zz%4").items == [QueryItem(name: "x", value: "%zz%4")])
    }
}
