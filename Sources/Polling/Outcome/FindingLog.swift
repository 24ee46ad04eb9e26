import Logging
package import Metering
import Synchronization

/// Logs each kind of finding once while a configuration is in use, with the action to take. The page and the metrics
/// show the counts of each poll.
package final class FindingLog: Sendable {
    private let logged = Mutex<Set<Finding>>([])
    /// Groups' numbers and metering points that the log has named already.
    private let named = Mutex<Set<Unknown>>([])
    /// Kinds that the configuration has answered.
    private let settled: Set<Finding>

    private struct Unknown: Hashable {
        var group: String
        var number: RefusedNumber
    }

    /// Creates a log that stays silent about `settled` findings, which the configuration has answered.
    package init(settled: Set<Finding> = []) {
        self.settled = settled
    }

    func report(_ outcome: PollOutcome, _ log: Logger) {
        for group in outcome.groups {
            for number in group.unknown
            where named.withLock({ $0.insert(Unknown(group: group.group, number: number)).inserted }) {
                log.warning(
                    "the API returned nothing for what the configuration names: compare it with your contract",
                    metadata: [
                        "group": "\(group.group)", "customer_number": "\(number.customerNumber)",
                        "metering_point": "\(number.meteringPoint)",
                    ])
            }
        }
        let findings = outcome.findings
        for finding in Finding.allCases where findings[finding] > 0 && !finding.isLoggedElsewhere {
            guard !settled.contains(finding), logged.withLock({ $0.insert(finding).inserted }) else { continue }
            let groups = outcome.groups.filter { $0.findings[finding] > 0 }.map(\.group)
            log.log(
                level: finding.isUsual ? .info : .warning, "\(FindingAdvice(finding, nil).logged)",
                metadata: [
                    "endpoint": "\(outcome.endpoint.rawValue)", "finding": "\(finding.rawValue)",
                    "count": .stringConvertible(findings[finding]), "groups": "\(groups.joined(separator: ","))",
                ])
        }
    }
}

extension Finding {
    /// True for findings that every account has and that call for no action.
    fileprivate var isUsual: Bool { self == .nullValue || self == .future }

    /// True for findings that are logged where they are found: a refusal names the number, and the snapshot alone knows
    /// the points in no tariff.
    fileprivate var isLoggedElsewhere: Bool { self == .refused || self == .microproductionOnly }
}
