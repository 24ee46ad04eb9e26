import Configuration
import Ground
import Metering
import ReadingStore
import Testing

@testable import Polling

struct PollPlanTests {
    private let now = Timestamp(utcYear: 2026, month: 10, day: 20) + .seconds(13 * 3600)

    private func day(_ day: Int64, month: Int64 = 10) -> Timestamp { Timestamp(utcYear: 2026, month: month, day: day) }

    private func plan(_ known: PollPlan.Known, maxWindow: Duration = .days(7)) -> PollPlan {
        PollPlan(now: now, settings: Configuration.TimeSeries(), maxWindow: maxWindow, known: known)
    }

    private func known(
        newest: Timestamp?, refetched: Duration? = .hours(1), gapsChecked: Duration? = .hours(1), new: Bool = false,
        points: [String] = [], gaps: [StoredGap] = []
    ) -> PollPlan.Known {
        PollPlan.Known(
            newest: newest, refetched: refetched.map { now - $0 }, gapsChecked: gapsChecked.map { now - $0 },
            hasNewMeters: new, answered: [("100001", answered)], meteringPoints: points, gaps: gaps)
    }

    /// All of the lookback, a while ago.
    private var answered: [CivilDay: Timestamp] {
        Dictionary(
            uniqueKeysWithValues: ((now - .days(70)).startOfUTCDay..<now.startOfUTCDay).utcDays.map {
                ($0, now - .hours(3))
            })
    }

    private func gap(_ point: String, _ from: Timestamp, _ to: Timestamp) -> StoredGap {
        StoredGap(
            meter: MeterID(meteringPoint: point, deliveryCategory: "EL", microproduction: false),
            time: from.milliseconds..<to.milliseconds)
    }

    @Test func anEmptyStoreAsksForTheWholeLookbackNewestFirst() {
        let plan = plan(PollPlan.Known())
        #expect(plan.requests.count == 11)
        #expect(plan.requests.first?.window == day(14)..<day(21))
        #expect(plan.requests.last?.window.lowerBound == day(11, month: 8))
        for (newer, older) in zip(plan.requests, plan.requests.dropFirst()) {
            #expect(newer.window.lowerBound == older.window.upperBound)
        }
        #expect(plan.isRefetch && plan.isGapCheck)
    }

    @Test func aUsualPollAsksForTheRecentDays() {
        let plan = plan(known(newest: day(19)))
        #expect(plan.requests == [PollPlan.Request(window: day(18)..<day(21))])
        #expect(!plan.isRefetch && !plan.isGapCheck)
    }

    @Test func laggingReadingsAreAskedForFromTheirEnd() {
        let plan = plan(known(newest: day(15) + .hours(5)))
        #expect(plan.requests == [PollPlan.Request(window: day(15)..<day(21))])
    }

    @Test func everythingMissingAfterALongOutageIsAskedFor() {
        let plan = plan(known(newest: day(1, month: 3)))
        #expect(plan.requests.last?.window.lowerBound == day(1, month: 3))
    }

    @Test(arguments: [
        (Duration.hours(23), false), (.hours(24), true), (.days(30), true), (.hours(-1), true),
    ])
    func correctionsAreAskedForOnceInAnInterval(since: Duration, isDue: Bool) {
        let plan = plan(known(newest: day(19), refetched: since))
        #expect(plan.isRefetch == isDue)
        #expect(plan.requests.last?.window.lowerBound == (isDue ? day(10) : day(18)))
    }

    @Test func daysWithGapsAreAskedForOnceADayByName() {
        let gaps = [
            gap("735999000000000015", day(1) + .hours(3), day(1) + .hours(4)),
            gap("735999000000000022", day(2), day(3)),
            gap("735999000000000015", day(5, month: 9), day(6, month: 9)),
        ]
        let points = ["735999000000000015", "735999000000000022", "735999000000000039"]
        let due = plan(known(newest: day(19), gapsChecked: .days(1), points: points, gaps: gaps))
        #expect(
            due.requests == [
                PollPlan.Request(window: day(18)..<day(21)),
                PollPlan.Request(
                    window: day(1)..<day(3), meteringPoints: ["735999000000000015", "735999000000000022"]),
                PollPlan.Request(window: day(5, month: 9)..<day(6, month: 9), meteringPoints: ["735999000000000015"]),
            ])
        let notDue = plan(known(newest: day(19), points: points, gaps: gaps))
        #expect(notDue.requests.count == 1)
    }

    @Test func theHistoryOfANewMeterIsAskedForAtOnce() {
        let gaps = [gap("735999000000000015", day(1), day(2))]
        let plan = plan(
            known(newest: day(19), new: true, points: ["735999000000000015", "735999000000000022"], gaps: gaps))
        #expect(plan.isGapCheck)
        #expect(plan.requests.count == 2)
    }

    @Test func gapsOfAllOrOfManyPointsAreAskedForWithoutNames() {
        let points = (0..<100).map { "7359990000000\(10_000 + $0)" }
        let gaps = points.prefix(41).map { gap($0, day(1), day(2)) }
        #expect(
            plan(known(newest: day(19), gapsChecked: nil, points: points, gaps: gaps)).requests.last?.meteringPoints
                == [])
        #expect(
            plan(known(newest: day(19), gapsChecked: nil, points: [points[0]], gaps: [gaps[0]])).requests.last?
                .meteringPoints == [])
    }

    @Test func longGapsAreSplit() {
        let plan = plan(
            known(
                newest: day(19), gapsChecked: nil, points: ["735999000000000015", "735999000000000022"],
                gaps: [gap("735999000000000015", day(1, month: 9), day(1))]))
        let windows = plan.requests.dropFirst().map(\.window)
        #expect(windows.count == 5)
        #expect(windows.allSatisfy { $0.upperBound - $0.lowerBound <= .days(7) })
        #expect(windows.first?.upperBound == day(1))
        #expect(windows.last?.lowerBound == day(1, month: 9))
    }
}
