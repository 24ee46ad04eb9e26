import EnergyAPI
import Ground
import Metering
import TestBench
import Testing

@testable import Polling

struct FindingLogTests {
    private func outcome(_ findings: Finding...) -> PollOutcome {
        var group = GroupOutcome(group: "main")
        for finding in findings { group.findings[finding] += 3 }
        return PollOutcome(endpoint: .timeSeries, start: Timestamp(milliseconds: 0), groups: [group])
    }

    @Test func eachKindIsLoggedOnceAndSaysWhatToDo() {
        let sink = RecordingSink()
        let log = FindingLog()
        for _ in 0..<2 { log.report(outcome(.timeWithoutZone, .duplicate), sink.logger()) }
        #expect(sink.lines.count == 2)
        let line = sink.lines.first { $0.contains("finding=time_without_zone") } ?? ""
        let advice = FindingAdvice(.timeWithoutZone, nil)
        #expect(line.contains("times had no zone. \(advice.advice)"))
        #expect(advice.advice.contains("compare a day") && advice.advice.contains("set api.times_without_zone"))
        #expect(line.contains("level=warn") && line.contains("count=3") && line.contains("groups=main"))
    }

    @Test func anUnknownNumberIsNamedOnce() {
        let sink = RecordingSink()
        let log = FindingLog()
        var outcome = outcome()
        outcome.groups[0].results = [.ok]
        outcome.groups[0].known.counts = [("100001", 2), ("100002", 0)]
        for _ in 0..<2 { log.report(outcome, sink.logger()) }
        #expect(sink.lines.count == 1)
        #expect(
            sink.lines.first?.contains(
                "level=warn msg=\"the API returned nothing for what the configuration names: compare it with your contract\" "
                    + "customer_number=100002 group=main") == true, "\(sink.lines)")
    }

    @Test func findingsThatTheConfigurationSettlesAreNotLogged() {
        let sink = RecordingSink()
        FindingLog(settled: [.timeWithoutZone]).report(outcome(.timeWithoutZone), sink.logger())
        #expect(sink.lines.isEmpty)
    }

    /// Two kinds are logged elsewhere: refusals when they are found, and points without a tariff when tariffs are applied.
    @Test func thePageAndTheLogSayTheSame() {
        let sink = RecordingSink()
        let log = FindingLog()
        for finding in Finding.allCases { log.report(outcome(finding), sink.logger()) }
        let logged = Finding.allCases.filter { finding in
            sink.lines.contains {
                $0.contains("finding=\(finding.rawValue)") && $0.contains(FindingAdvice(finding, nil).advice)
            }
        }
        #expect(Set(Finding.allCases).subtracting(logged) == [.refused, .microproductionOnly])
        #expect(sink.lines.count == logged.count)
    }
}
