import Configuration
import Ground
import Metering
import ReadingStore

/// The time that a fetch requests for a customer group: the days of its range that no earlier fetch has finished,
/// newest first as everywhere.
///
/// A day is finished for good only if it was asked for when it could no longer change (`time_series.refetch`), and if the
/// store then has some of it for every metering point that has readings before and after. Whole UTC days, so that it does
/// not matter whether the API takes `toDate` as inclusive.
struct FetchPlan: Sendable, Equatable {
    var requests: [PollPlan.Request]
    /// Days of the range that are left out.
    var finishedDays: Int

    /// - Parameters:
    ///   - fetched: when a day was asked for before, for each customer number.
    ///   - interrupted: when the fetch began that this one goes on with; nil where it is a new one.
    ///   - lacking: days of which the store lacks something that the API should have.
    init(
        _ time: Range<Timestamp>, now: Timestamp, maxWindow: Duration, refetch: Duration,
        fetched: [(number: String, days: [CivilDay: Timestamp])], interrupted: Timestamp? = nil,
        lacking: Set<CivilDay> = []
    ) {
        func isDone(_ day: CivilDay, _ asked: Timestamp) -> Bool {
            let isSettled = asked - day.utcTime.upperBound >= refetch
            if isSettled && !lacking.contains(day) { return true }
            // What it has asked for is not asked for again, but for the newest days where it has rested for long.
            guard let interrupted, asked >= interrupted else { return false }
            return isSettled || now - asked < .days(1)
        }
        let done = fetched.map { number, days in (number: number, days: days.filter(isDone)) }
        requests = PastDays(again: [], unanswered: time.utcDays, done).requests(maxWindow: maxWindow)
        finishedDays = time.utcDays.count { day in done.allSatisfy { $0.days[day] != nil } }
    }
}

extension Configuration.CustomerGroup {
    /// Returns the name under which the store keeps the progress of a fetch. Any change of the group's questions gives
    /// another name.
    func fetchRun(url: String) -> String {
        QuestionText.hash(["fetch"] + numbers.map { question("fetch", url: url, number: $0) })
    }
}
