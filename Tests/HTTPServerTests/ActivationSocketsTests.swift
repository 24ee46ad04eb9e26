import Ground
import SystemPackage
import Testing

@testable import HTTPServer

struct ActivationSocketsTests {
    @Test func socketsFollowTheStandardStreams() {
        let sockets = ActivationSockets.passed(processID: "\(SystemCalls.processID)", count: "2")
        #expect(sockets.map(\.rawValue) == [3, 4])
    }

    /// A parent process that did not remove the variables, or malformed values.
    @Test(
        arguments: [
            (nil, "1"), ("1", "1"), ("x", "1"), ("", "1"), ("self", nil), ("self", "0"), ("self", "-1"), ("self", "x"),
        ] as [(String?, String?)])
    func socketsMeantForAnotherProcessAreIgnored(processID: String?, count: String?) {
        let processID = processID == "self" ? "\(SystemCalls.processID)" : processID
        #expect(ActivationSockets.passed(processID: processID, count: count).isEmpty)
    }
}
