import Ground
import SystemPackage
import Testing

@testable import HTTPServer

struct ActivationSocketsTests {
    @Test func socketsFollowTheStandardStreams() {
        let sockets = ActivationSockets.passed(processID: "\(SystemCalls.processID)", count: "2")
        #expect(sockets.map(\.rawValue) == [3, 4])
    }

    /// A parent that did not take the variables away, or somebody who wrote nonsense.
    @Test(
        arguments: [
            (nil, "1"), ("1", "1"), ("x", "1"), ("", "1"), ("self", nil), ("self", "0"), ("self", "-1"), ("self", "x"),
        ] as [(String?, String?)])
    func whatIsMeantForAnotherCountsForNothing(processID: String?, count: String?) {
        let processID = processID == "self" ? "\(SystemCalls.processID)" : processID
        #expect(ActivationSockets.passed(processID: processID, count: count).isEmpty)
    }
}
