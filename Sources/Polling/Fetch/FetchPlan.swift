import Configuration
import Ground
import Metering
import ReadingStore

/// The time that a fetch requests for a customer group: the days of its range that no earlier fetch has finished,
/// newest first as everywhere.
///
/// A day is finished if it could no longer change when it was requested (`time_series.refetch`), and if the store then
/// has some of it for every metering point with readings before and after. Requests cover whole UTC days, so that it
/// does not matter whether the API takes `toDate` as inclusive.
struct FetchPlan: Sendable, Equatable {
    var requests: [PollPlan.Request]
    /// The number of days of the range that are left out.
    var finishedDays: Int

    /// - Parameters:
    ///   - fetched: the time of the last request for each day, by customer number.
    ///   - interrupted: the time at which the interrupted fetch began that this one continues; nil for a new fetch.
    ///   - lacking: days of which the store lacks readings that the API should have.
    init(
        _ time: Range<Timestamp>, now: Timestamp, maxWindow: Duration, refetch: Duration,
        fetched: [(number: String, days: [CivilDay: Timestamp])], interrupted: Timestamp? = nil,
        lacking: Set<CivilDay> = []
    ) {
        func isDone(_ day: CivilDay, _ asked: Timestamp) -> Bool {
            let isSettled = asked - day.utcTime.upperBound >= refetch
            if isSettled && !lacking.contains(day) { return true }
            // Its days are not requested again, except the newest ones after a long interruption.
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
