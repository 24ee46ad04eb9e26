import Ground
import Metering

/// Whole days of the past that a poll requests, with the customer numbers for each.
struct PastDays {
    /// Empty for all numbers.
    private var numbers: [CivilDay: [String]]

    /// - Parameters:
    ///   - again: days requested for all numbers.
    ///   - unanswered: for each number, the days without an answer.
    init(
        again: Set<CivilDay>, unanswered: Range<CivilDay>, _ answered: [(number: String, days: [CivilDay: Timestamp])]
    ) {
        numbers = [:]
        for day in unanswered {
            let lacking = answered.filter { $0.days[day] == nil }.map(\.number)
            if !lacking.isEmpty { numbers[day] = lacking.count == answered.count ? [] : lacking }
        }
        for day in again { numbers[day] = [] }
    }

    /// Days requested for all numbers.
    var whole: Set<CivilDay> { Set(numbers.filter { $0.value.isEmpty }.keys) }

    /// Returns windows, newest first; consecutive days with the same numbers share a window.
    func requests(maxWindow: Duration) -> [PollPlan.Request] {
        var stretches: [(numbers: [String], time: Range<Timestamp>)] = []
        for (day, numbers) in numbers.sorted(by: { $0.key < $1.key }) {
            let time = day.utcTime
            if let last = stretches.last, last.numbers == numbers, last.time.upperBound == time.lowerBound {
                stretches[stretches.count - 1].time = last.time.lowerBound..<time.upperBound
            } else {
                stretches.append((numbers, time))
            }
        }
        return stretches.reversed().flatMap { stretch in
            PollPlan.windows(stretch.time, atMost: maxWindow).map {
                PollPlan.Request(window: $0, customerNumbers: stretch.numbers)
            }
        }
    }
}
