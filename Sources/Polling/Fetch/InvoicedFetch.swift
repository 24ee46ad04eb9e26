import Configuration
import EnergyAPI
import Ground
import Logging
import Metering
import ReadingStore

/// Reads the invoiced months of a range into the store, a year at a time, newest first.
///
/// Answered years are recorded. Their months are requested again only if an invoice may still have arrived since.
struct InvoicedFetch {
    /// The time after a month's end by which its invoice has arrived, if it ever does.
    private static let usualWait = Duration.days(62)
    private static let monthsAtOnce = 12

    let configuration: Configuration
    let groups: [PolledGroup]
    let store: ReadingStore
    let now: @Sendable () -> Timestamp
    let log: Logger

    /// - Parameter isAgain: requests finished months again too.
    /// - Throws: `StoreError`, or `CancellationError`.
    func run(_ time: Range<Timestamp>, isAgain: Bool) async throws -> FetchedInvoices {
        var fetched = FetchedInvoices()
        for months in try await months(time, isAgain: isAgain) {
            let poll = InvoicedPoll(
                groups: groups, settings: configuration.invoiced, months: months, calendar: configuration.calendar,
                api: configuration.api, store: store, metrics: PollMetrics(), now: now, log: log)
            let outcome = await poll.run()
            try Task.checkCancellation()
            fetched.take(outcome)
            // A number refused alone is no reason to request the rest again.
            guard outcome.groups.allSatisfy(\.errors.isEmpty) else { continue }
            for month in months {
                try await store.marks.recordFetched(
                    month.firstDay..<(month.firstDay + 1), question, at: outcome.start)
            }
        }
        return fetched
    }

    /// Returns the months to request, in runs of at most a year, newest first.
    private func months(_ time: Range<Timestamp>, isAgain: Bool) async throws(StoreError) -> [Range<CivilMonth>] {
        let asked = isAgain ? [:] : try await store.marks.fetchedDays(question)
        let calendar = configuration.calendar
        let start = now()
        let wanted =
            (calendar.month(of: time.lowerBound)..<(calendar.month(of: time.upperBound - .milliseconds(1)) + 1))
            .filter { month in
                guard let asked = asked[month.firstDay] else { return true }
                let end = calendar.start(of: (month + 1).firstDay)
                return asked < end + Self.usualWait && start - asked >= .days(1)
            }
        var runs: [Range<CivilMonth>] = []
        for month in wanted.reversed() {
            if let last = runs.last, last.lowerBound == month + 1, last.count < Self.monthsAtOnce {
                runs[runs.count - 1] = month..<last.upperBound
            } else {
                runs.append(month..<(month + 1))
            }
        }
        return runs
    }

    /// A hash of the questions put to all groups: any change of them gives another.
    private var question: String {
        let url = configuration.api.url.text
        return QuestionText.hash(
            ["invoiced", configuration.invoiced.readingDate.rawValue]
                + groups.flatMap { group in
                    group.settings.numbers.map { group.settings.question("invoiced", url: url, number: $0) }
                })
    }
}

/// Invoiced months that a fetch has brought.
package struct FetchedInvoices: Sendable {
    package internal(set) var counts = ReadingCounts()
    package internal(set) var requests = 0
    /// The errors of groups that did not get all of them.
    package internal(set) var failures: [(group: String, error: String)] = []

    mutating func take(_ outcome: PollOutcome) {
        counts += outcome.counts
        for group in outcome.groups {
            requests += group.requests
            failures += group.errors.map { (group.group, $0) }
            failures += group.refused.map { (group.group, "\($0) is refused by the API") }
        }
    }
}
