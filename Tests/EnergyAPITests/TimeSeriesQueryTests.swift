import Ground
import Metering
import Testing

@testable import EnergyAPI

struct TimeSeriesQueryTests {
    private let start = Timestamp(utcYear: 2026, month: 10, day: 1)

    private func query(customers: [String] = ["100001", "100002"], days: Int = 7) -> TimeSeriesQuery {
        TimeSeriesQuery(
            customerNumbers: customers, resolution: .quarter, window: start..<(start + .seconds(86_400 * days)))
    }

    @Test func listsRepeatTheirKeyOrAreJoined() {
        var query = query()
        query.deliveryCategories = ["EL", "FJV"]
        #expect(
            query.queryString(.repeated, pageSize: 0).text
                == "customerNumbers=100001&customerNumbers=100002&resolution=quarter"
                + "&fromDate=2026-10-01T00:00:00.000Z&toDate=2026-10-08T00:00:00.000Z"
                + "&deliveryCategories=EL&deliveryCategories=FJV")
        #expect(
            query.queryString(.comma, pageSize: 0).text
                == "customerNumbers=100001,100002&resolution=quarter"
                + "&fromDate=2026-10-01T00:00:00.000Z&toDate=2026-10-08T00:00:00.000Z&deliveryCategories=EL,FJV")
    }

    @Test func absentParametersAreNotSent() {
        var query = query(customers: ["1"])
        #expect(!query.queryString(.repeated, pageSize: 0).text.contains("subsidiary"))
        query.subsidiary = true
        query.timeSeriesFlow = true
        #expect(
            query.queryString(.repeated, pageSize: 50).text.hasSuffix(
                "&subsidiary=true&timeSeriesFlow=true&maxRows=50"))
    }

    @Test func valuesAreEscaped() {
        let text = query(customers: ["a&b=c d/å+%"]).queryString(.repeated, pageSize: 0).text
        #expect(text.hasPrefix("customerNumbers=a%26b%3Dc%20d%2F%C3%A5%2B%25&resolution"))
    }

    @Test(arguments: [QueryString.ListEncoding.repeated, .comma])
    func longListsAreSplitIntoShortURLs(encoding: QueryString.ListEncoding) {
        let endpoint = "https://oows.oresundskraft.se/ConsumptionExternal/api/Consumption/TimeSeries"
        var query = query(customers: (0..<300).map { String(100_000 + $0) })
        query.meteringPoints = (0..<70).map { "735999000000000" + String(100 + $0) }
        let parts = query.parts(endpoint: endpoint, encoding, pageSize: 100)
        for part in parts {
            #expect(endpoint.count + 1 + part.queryString(encoding, pageSize: 100).text.count <= 2000)
        }
        var asked: Set<String> = []
        for part in parts {
            for customer in part.customerNumbers {
                for point in part.meteringPoints { #expect(asked.insert("\(customer) \(point)").inserted) }
            }
        }
        #expect(asked.count == 300 * 70)
    }

    @Test func aShortQueryIsAskedAsItIs() {
        #expect(query().parts(endpoint: "https://x", .repeated, pageSize: 0) == [query()])
    }

    @Test func halvesMeetAtMidnightAndADayIsNotHalved() throws {
        let (first, second) = try #require(query(days: 7).halves)
        #expect(first.window == start..<(start + .seconds(86_400 * 3)))
        #expect(second.window == (start + .seconds(86_400 * 3))..<(start + .seconds(86_400 * 7)))
        #expect(query(days: 1).halves == nil)
    }
}
