import Configuration
import Ground
import Metering
import Testing

@testable import Polling

@Suite struct FetchPlanTests {
    private func day(_ number: Int64) -> Timestamp { Timestamp(utcYear: 2026, month: 3, day: number) }

    private func plan(
        _ time: Range<Timestamp>, window: Int = 7, asked: [CivilDay: Timestamp] = [:]
    ) -> FetchPlan {
        FetchPlan(time, maxWindow: .days(window), refetch: .days(10), fetched: asked)
    }

    @Test func wholeDaysAreCutIntoWindowsNewestFirst() {
        let plan = plan((day(1) + .hours(22))..<(day(17) + .hours(3)))
        #expect(plan.windows == [day(11)..<day(18), day(4)..<day(11), day(1)..<day(4)])
        #expect(plan.finishedDays == 0)
    }

    @Test func daysThatCouldNoLongerChangeWhenAskedAreLeftOut() {
        let asked = day(20)
        let all = (day(1)..<day(15)).utcDays.map { ($0, asked) }
        let plan = plan(day(1)..<day(15), asked: Dictionary(uniqueKeysWithValues: all))
        // 10 March ended ten days before.
        #expect(plan.windows == [day(10)..<day(15)])
        #expect(plan.finishedDays == 9)
    }

    @Test func whatIsLeftBetweenFinishedDaysIsAskedFor() {
        let finished = [2, 3, 6].map { (CivilDay(year: 2026, month: 3, day: $0), day(30)) }
        let plan = plan(day(1)..<day(8), asked: Dictionary(uniqueKeysWithValues: finished))
        #expect(plan.windows == [day(7)..<day(8), day(4)..<day(6), day(1)..<day(2)])
        #expect(plan.finishedDays == 3)
    }

    @Test func aPlanOfFinishedDaysIsEmpty() {
        let all = (day(1)..<day(8)).utcDays.map { ($0, day(31)) }
        #expect(plan(day(1)..<day(8), asked: Dictionary(uniqueKeysWithValues: all)).windows == [])
    }

    @Test func theQuestionChangesWithWhatIsAskedAndNotWithWhen() throws {
        var group = Configuration.CustomerGroup(
            numbers: ["100001", "100002"], name: "main", subscriptionKey: Secret("secret"),
            subscriptionKeySource: .environment)
        let question = try Configuration(customers: [group]).fetchQuestion
        #expect(try question == Configuration(customers: [group]).fetchQuestion)
        #expect(!question.contains("100001"))
        var other = try Configuration(customers: [group])
        other.api.maxWindow = .days(31)
        other.timeSeries.refetch = .days(20)
        #expect(other.fetchQuestion == question)
        group.numbers = ["100001100002"]
        #expect(try Configuration(customers: [group]).fetchQuestion != question)
        group.numbers = ["100001", "100002"]
        group.resolution = .hour
        #expect(try Configuration(customers: [group]).fetchQuestion != question)
    }
}
