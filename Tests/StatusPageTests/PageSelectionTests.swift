import Metering
import ReadingStore
import TestBench
import Testing

@testable import Snapshot
@testable import StatusPage

struct PageSelectionTests {
    /// Metering points with ids from `P0000` on; every tenth also feeds in, every third is heat.
    private func input(_ points: Int) -> SnapshotInput {
        var input = SampleSnapshot.input
        let meters = (0..<points).flatMap { number -> [MeterID] in
            let digits = String(number + 10_000).dropFirst()
            return (number % 10 == 0 ? [false, true] : [false]).map {
                MeterID(
                    meteringPoint: "P\(digits)", deliveryCategory: number % 3 == 0 ? "FJV" : "EL", microproduction: $0)
            }
        }
        input.contents = StoreContents(
            meters: meters.map { StoredMeter(id: $0, facts: MeterFacts(), maxEffects: []) },
            series: meters.map { SampleSnapshot.series($0, "kWh", 1) })
        input.settings.names = ["P0007": "Östra skolan", "P0008": "Västra SKOLAN"]
        return input
    }

    private func selection(_ input: SnapshotInput, _ text: String = "", category: String = "", page: Int = 1)
        -> PageSelection
    {
        var query = PageQuery()
        query.text = text
        query.category = category
        query.page = page
        return PageSelection(input, query)
    }

    @Test func aThousandMeteringPointsComeInPagesThatMissNone() {
        let input = input(1000)
        let first = selection(input)
        #expect((first.count, first.pages, first.cards.count, first.first) == (1000, 40, 25, 0))
        let all = (1...40).flatMap { selection(input, page: $0).cards.map(\.meteringPoint) }
        #expect(all == Set(input.contents.meters.map(\.id.meteringPoint)).sorted())
    }

    @Test(arguments: [41, 1000, Int.max]) func beyondTheLastPageIsTheLast(page: Int) {
        let last = selection(input(990), page: page)
        #expect((last.page, last.first, last.cards.count) == (40, 975, 15))
    }

    @Test func useAndProductionAreOneCard() {
        let card = selection(input(30), "P0010").cards.first
        #expect(card?.courses.map(\.id.meter.microproduction) == [false, true])
        #expect(card?.drawn.count == 2)
    }

    @Test func namesAndIdsAreFoundInAnyCase() {
        let input = input(1000)
        #expect(selection(input, "skolan").cards.map(\.name) == ["Östra skolan", "Västra SKOLAN"])
        #expect(selection(input, "ÖSTRA").count == 1)
        #expect(selection(input, "p000").count == 10)
        #expect(selection(input, "nowhere").cards.isEmpty)
        #expect(selection(input, "nowhere", page: 7).page == 1)
        #expect(selection(input, "\u{0}<script>").cards.isEmpty)
    }

    @Test func aCategoryFiltersAndAllAreOffered() {
        let input = input(1000)
        #expect(selection(input, category: "FJV").count == 334)
        #expect(selection(input, "p000", category: "FJV").count == 4)
        #expect(selection(input, category: "fjv").categories == ["EL", "FJV"])
        #expect(selection(input, category: "fjv").count == 0)
    }

    @Test func aMeterWithoutReadingsIsThereToo() {
        var input = input(3)
        input.contents.series = []
        #expect(selection(input).cards.map(\.courses) == [[], [], []])
        input.contents.meters = []
        #expect(selection(input).pages == 1)
    }

    @Test func energyIsDrawnIfThereIsAny() {
        let cards = PageSelection(SampleSnapshot.input, PageQuery()).cards
        let units = cards.map { $0.drawn.map(\.inUse.id.unit) }
        #expect(units == [[""], ["kWh"], ["kWh", "kWh"], ["m3"], ["MWh"]])
        #expect(cards.map(\.drawsPower) == [false, true, true, false, true])
    }
}
