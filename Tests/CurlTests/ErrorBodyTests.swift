import Curl
import Ground
import Testing

struct ErrorBodyTests {
    @Test func aBodyIsCutAndPutOnOneLine() {
        let body = Array(("<html>\r\n\t<p>Busy\u{0}\u{7}  now</p>" + String(repeating: "x", count: 500)).utf8)
        let excerpt = ErrorBody.excerpt(body, redacting: [])
        #expect(excerpt.hasPrefix("<html> <p>Busy now</p>xxx"))
        #expect(excerpt.count == 200)
    }

    @Test(arguments: [0, 150, 190, 195, 199, 250])
    func aCutBodyHoldsNoPartOfASecret(offset: Int) {
        let secret = Secret("SUPERSECRET-4711")
        let body = String(repeating: "x", count: offset) + secret.reveal() + String(repeating: "y", count: 300)
        let excerpt = ErrorBody.excerpt(body, redacting: [secret])
        #expect(!excerpt.contains("SUPER"))
    }

    @Test func invalidUTF8IsShownAsFarAsPossible() {
        #expect(ErrorBody.excerpt([0x61, 0xFF, 0x62], redacting: []) == "a\u{FFFD}b")
    }
}
