import Metering
import Simulator
import Testing

@testable import EnergyAPI

/// Paging in each form over TCP: the pages together equal the answer without paging.
struct ClientPagingTests {
    @Test(arguments: PageForm.Next.allCases, [PageForm.Row.readings, .consumptions])
    func pagesTogetherHoldTheSameAsOneAnswer(next: PageForm.Next, row: PageForm.Row) async throws {
        let whole = try await TestClient()
        let expected = await whole.ask()
        #expect(expected.pages == 1 && expected.readings > 1000)
        var pages = PageForm()
        pages.next = next
        pages.row = row
        let test = try await TestClient(pages: pages)
        let size = row == .readings ? 500 : 3
        let answer = await test.ask(with: test.client(test.options { $0.pageSize = size }))
        #expect(answer.error == nil)
        #expect(answer.readings == expected.readings)
        #expect(answer.pages > 2)
        await test.shutDown()
        await whole.shutDown()
    }

    @Test func listsJoinedByCommasBringTheSame() async throws {
        let test = try await TestClient()
        let repeated = await test.ask()
        let joined = await test.ask(with: test.client(test.options { $0.isListCommaSeparated = true }))
        #expect(joined.readings == repeated.readings && joined.readings > 0)
        await test.shutDown()
    }

    @Test func theRequestCarriesKeyVersionAndParameters() async throws {
        let test = try await TestClient()
        var query = test.query
        query.deliveryCategories = ["EL"]
        _ = await test.ask(query)
        let request = try #require(test.server.requests.first)
        #expect(request.path == "/ConsumptionExternal/api/Consumption/TimeSeries")
        #expect(request.header("api-version") == "2.5")
        #expect(request.header("Ocp-Apim-Subscription-Key") == "secret")
        #expect(request.values("customerNumbers") == test.server.utility.customerNumbers)
        #expect(request.values("fromDate") == ["2026-09-01T00:00:00.000Z"])
        #expect(request.values("deliveryCategories") == ["EL"])
        #expect(request.values("subsidiary") == ["true"])
        #expect(request.values("maxRows").isEmpty)
        await test.shutDown()
    }
}
