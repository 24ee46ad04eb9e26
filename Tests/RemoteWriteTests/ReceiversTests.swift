import Exposition
import Ground
import Testing

@testable import RemoteWrite

struct ReceiversTests {
    private let time = Timestamp(utcYear: 2026, month: 10, day: 20)

    private func delivered(to receivers: Receivers) {
        for state in receivers.follow([("a", "a.example")]) {
            state.update {
                $0.samples = 5
                $0.isHealthy = true
                $0.lastSuccess = time
            }
        }
    }

    @Test func aReloadKeepsTheStateOfAReceiver() {
        let receivers = Receivers()
        delivered(to: receivers)
        _ = receivers.follow([("a", "a.example"), ("b", "b.example")])
        let status = receivers.statuses[0]
        #expect(status.isHealthy == true && status.lastSuccess == time && status.samples == 5)
        let up = receivers.families.first { $0.name == "oresundskraft_remote_write_up" }
        #expect(up?.samples.count == 1)
    }

    @Test func aNewAddressUnderTheSameNameStartsWithoutState() {
        let receivers = Receivers()
        delivered(to: receivers)
        _ = receivers.follow([("a", "elsewhere.example")])
        let status = receivers.statuses[0]
        #expect(status.isHealthy == nil && status.lastSuccess == nil && status.samples == 5)
    }
}
