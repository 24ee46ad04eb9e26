import Testing

@testable import Exporter

@Suite struct SecretTextTests {
    @Test func neverShowsItself() {
        let secret = SecretText("hunter2")
        var dumped = ""
        dump(["key": secret], to: &dumped)
        let shown = [
            "\(secret)", String(describing: secret), String(reflecting: secret), "\([secret])",
            "\(Optional(secret) as Any)", dumped,
        ]
        #expect(shown.allSatisfy { !$0.contains("hunter2") })
        #expect("\(secret)" == "<secret>")
    }

    @Test func givesItsTextToWhoAsksForIt() {
        #expect(SecretText("hunter2").reveal() == "hunter2")
        #expect(SecretText("hunter2") == SecretText("hunter2"))
        #expect(SecretText("hunter2") != SecretText("hunter3"))
    }
}
