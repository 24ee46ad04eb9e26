import Configuration
import Ground
import Metering
import ReadingStore
import Testing

@testable import Polling

struct FetchPlanTests {
    private func day(_ number: Int64) -> Timestamp { Timestamp(utcYear: 2026, month: 3, day: number) }

    private func plan(
        _ time: Range<Timestamp>, window: Int = 7, asked: [CivilDay: Timestamp] = [:], interrupted: Timestamp? = nil,
        lacking: Set<CivilDay> = []
    ) -> FetchPlan {
        FetchPlan(
            time, now: day(31), maxWindow: .days(window), refetch: .days(10), fetched: [("100001", asked)],
            interrupted: interrupted, lacking: lacking)
    }

    private func asked(_ days: Range<Timestamp>, at time: Timestamp) -> [CivilDay: Timestamp] {
        Dictionary(uniqueKeysWithValues: days.utcDays.map { ($0, time) })
    }

    @Test func wholeDaysAreCutIntoWindowsNewestFirst() {
        let plan = plan((day(1) + .hours(22))..<(day(17) + .hours(3)))
        #expect(plan.requests.map(\.window) == [day(11)..<day(18), day(4)..<day(11), day(1)..<day(4)])
        #expect(plan.finishedDays == 0)
    }

    @Test func daysThatCouldNoLongerChangeWhenAskedAreLeftOut() {
        let plan = plan(day(1)..<day(15), asked: asked(day(1)..<day(15), at: day(20)))
        // 10 March ended ten days before.
        #expect(plan.requests.map(\.window) == [day(10)..<day(15)])
        #expect(plan.finishedDays == 9)
    }

    @Test func gapsBetweenFinishedDaysAreAskedFor() {
        let finished = [2, 3, 6].map { (CivilDay(year: 2026, month: 3, day: $0), day(30)) }
        let plan = plan(day(1)..<day(8), asked: Dictionary(uniqueKeysWithValues: finished))
        #expect(plan.requests.map(\.window) == [day(7)..<day(8), day(4)..<day(6), day(1)..<day(2)])
        #expect(plan.finishedDays == 3)
    }

    @Test func aPlanOfFinishedDaysIsEmpty() {
        #expect(plan(day(1)..<day(8), asked: asked(day(1)..<day(8), at: day(31))).requests == [])
    }

    @Test func incompleteDaysAreAskedForByANewFetchButNotByAContinuedOne() {
        let asked = asked(day(1)..<day(8), at: day(30))
        let lacking: Set = [CivilDay(year: 2026, month: 3, day: 3)]
        #expect(plan(day(1)..<day(8), asked: asked, lacking: lacking).requests.map(\.window) == [day(3)..<day(4)])
        #expect(plan(day(1)..<day(8), asked: asked, interrupted: day(30), lacking: lacking).requests == [])
        // What the fetch before asked for counts as before.
        #expect(
            plan(day(1)..<day(8), asked: asked, interrupted: day(30) + .hours(1), lacking: lacking).requests.count == 1)
    }

    @Test func aFetchContinuedMuchLaterAsksForTheDaysThatWereRecentThen() {
        let asked = asked(day(1)..<day(15), at: day(16))
        #expect(
            plan(day(1)..<day(15), asked: asked, interrupted: day(16)).requests.map(\.window).last?.lowerBound == day(6)
        )
    }

    @Test func aNewNumberIsAskedForAlone() {
        let plan = FetchPlan(
            day(1)..<day(8), now: day(31), maxWindow: .days(7), refetch: .days(10),
            fetched: [("100001", asked(day(1)..<day(8), at: day(30))), ("100002", [:])])
        #expect(plan.requests == [PollPlan.Request(window: day(1)..<day(8), customerNumbers: ["100002"])])
    }

    @Test func theQueryIdentityDependsOnItsContentAndNotOnTime() throws {
        var group = Configuration.CustomerGroup(
            numbers: ["100001", "100002"], name: "main", subscriptionKey: Secret("secret"),
            subscriptionKeySource: .environment)
        let question = group.question("fetch", url: "https://a", number: "100001")
        #expect(question == group.question("fetch", url: "https://a", number: "0100001"))
        #expect(!question.contains("100001"))
        group.numbers = ["100001"]
        #expect(question == group.question("fetch", url: "https://a", number: "100001"))
        #expect(question != group.question("fetch", url: "https://b", number: "100001"))
        #expect(question != group.question("poll", url: "https://a", number: "100001"))
        #expect(question != group.question("fetch", url: "https://a", number: "100002"))
        group.resolution = .hour
        #expect(question != group.question("fetch", url: "https://a", number: "100001"))
    }

    // MARK: What the store lacks

    private func coverage(_ points: (String, first: Int64, last: Int64, missing: [ClosedRange<Int64>])...)
        -> FetchCoverage
    {
        FetchCoverage(
            group: "main", range: day(1)..<day(11),
            points: points.map { point, first, last, missing in
                PointCoverage(
                    meteringPoint: point, first: day(first), last: day(last),
                    missing: missing.map { day($0.lowerBound).milliseconds..<day($0.upperBound).milliseconds })
            })
    }

    private func lacking(_ coverage: FetchCoverage) -> [Int] { coverage.lackingDays.map(\.date.day).sorted() }

    @Test func aDayIsIncompleteIfAPointHasReadingsBeforeAndAfterButNoneOnIt() {
        #expect(
            lacking(coverage(("1", first: 1, last: 11, missing: [4...6]), ("2", first: 1, last: 11, missing: []))) == [
                4, 5,
            ])
        #expect(
            lacking(coverage(("1", first: 6, last: 11, missing: [1...6]), ("2", first: 1, last: 11, missing: []))) == []
        )
        #expect(
            lacking(coverage(("1", first: 1, last: 4, missing: [4...11]), ("2", first: 1, last: 11, missing: []))) == []
        )
    }

    @Test func aDayWithoutAnyReadingIsIncomplete() {
        #expect(lacking(coverage(("1", first: 6, last: 11, missing: [1...3, 4...6]))) == [1, 2, 4, 5])
        #expect(lacking(coverage()) == Array(1...10))
    }
}
