import Logging
package import Metering
import Synchronization

/// Logs each kind of finding once while a configuration is in use, in words that tell what to do. The page and the metrics
/// tell how many there were in each poll.
package final class FindingLog: Sendable {
    private let logged = Mutex<Set<Finding>>([])
    /// Kinds that somebody has settled in the configuration.
    private let settled: Set<Finding>

    package init(settled: Set<Finding> = []) {
        self.settled = settled
    }

    func report(_ outcome: PollOutcome, _ log: Logger) {
        let findings = outcome.findings
        for finding in Finding.allCases where findings[finding] > 0 && !settled.contains(finding) {
            guard let advice = finding.advice, logged.withLock({ $0.insert(finding).inserted }) else { continue }
            let groups = outcome.groups.filter { $0.findings[finding] > 0 }.map(\.group)
            log.log(
                level: finding.isUsual ? .info : .warning, "\(advice)",
                metadata: [
                    "endpoint": "\(outcome.endpoint.rawValue)", "finding": "\(finding.rawValue)",
                    "count": "\(findings[finding])", "groups": "\(groups.joined(separator: ","))",
                ])
        }
    }
}

extension Finding {
    /// Whether it comes with every account, so that nobody has to do anything.
    fileprivate var isUsual: Bool { self == .nullValue || self == .future }

    /// What it means and what to do; nil where the log tells of it in another place.
    fileprivate var advice: String? {
        switch self {
        case .unitChanged:
            "a meter's readings come in another unit than before: it goes on as one meter; "
                + "sum oresundskraft_period_energy_joules where you have summed values"
        case .unitMissing:
            "readings without a unit: each was given the unit of its meter's other readings; compare one with the portal"
        case .timeWithoutZone:
            "times without a zone: compare a day with the portal and set api.times_without_zone"
        case .future:
            "readings came before their period had ended: they are no measurements, and count once an answer after its end "
                + "names them again; nothing to do"
        case .duplicate:
            "two objects or readings say different things for the same time: the shorter counts, of equal ones the first by "
                + "the order of the configuration; look whether a customer or group is named twice"
        case .withdrawn:
            "values that were stored have been taken back; what was pushed cannot be: delete it at the receiver"
        case .nullValue:
            "periods were named without a value: they are missing until one comes; nothing to do"
        case .readingDate:
            "the highest power of an invoiced month lies in another month: compare an invoice with the portal, and set "
                + "invoiced.reading_date: end if its date closes the month"
        case .microproductionOnly:
            "a metering point is in no tariff as it feeds in: set microproduction: include in tariffs that are to count it"
        case .refused: nil
        }
    }
}
