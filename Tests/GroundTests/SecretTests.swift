import Ground
import Testing

struct SecretTests {
    @Test func neverShowsItself() {
        let secret = Secret("hunter2")
        var dumped = ""
        dump(["key": secret], to: &dumped)
        let shown = [
            "\(secret)", String(describing: secret), String(reflecting: secret), "\([secret])",
            "\(Optional(secret) as Any)", dumped,
        ]
        #expect(shown.allSatisfy { !$0.contains("hunter2") })
        #expect("\(secret)" == "<secret>")
    }

    @Test func aSecretGivesItsTextOnlyOnRequest() {
        #expect(Secret("hunter2").reveal() == "hunter2")
        #expect(Secret("hunter2") == Secret("hunter2"))
        #expect(Secret("hunter2") != Secret("hunter3"))
    }

    @Test func eachOccurrenceIsRedacted() {
        let secret = Secret("hunter2-s3cret")
        #expect(secret.redact(in: "hunter2-s3cret is not hunter2-s3cret!") == "<secret> is not <secret>!")
    }

    @Test func anEmptySecretRedactsNothing() {
        #expect(Secret("").redact(in: "message") == "message")
    }
}
