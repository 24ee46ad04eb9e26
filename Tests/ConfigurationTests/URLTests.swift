import Ground
import Testing

@testable import Configuration

struct URLTests {
    @Test(
        arguments: [
            ("https://api.example", "https://api.example", "api.example", nil),
            ("HTTPS://api.example/", "https://api.example", "api.example", nil),
            ("http://127.0.0.1:8180/a/b//", "http://127.0.0.1:8180/a/b", "127.0.0.1", 8_180),
            ("https://[::1]:9/x", "https://[::1]:9/x", "::1", 9),
            ("https://a_b.example/%C3%B6", "https://a_b.example/%C3%B6", "a_b.example", nil),
        ] as [(String, String, String, Int?)])
    func anAddressIsReadIntoItsParts(text: String, whole: String, host: String, port: Int?) throws {
        let url = try BaseURL(text)
        #expect(url.text == whole)
        #expect(url.host == host)
        #expect(url.port == port)
    }

    @Test(arguments: [
        "", "api.example", "//api.example", "https:/api.example", "https://", "https://:443", "https://a b",
        "https://a\nb",
        "https://ö.example", "https://a:0", "https://a:65536", "https://a:", "https://a:1x", "https://[::1",
        "https://[]", "https://a?b",
        "https://a#b", "https://me@a", "file:///etc/passwd", "https://a\u{0}", "https://[::1]x",
    ])
    func aTextThatIsNotAnAddressIsRefusedWithoutQuotingIt(text: String) {
        let fault = #expect(throws: URLFault.self) { try BaseURL(text) }
        #expect(text.count < 6 || fault?.description.contains(text) == false)
    }

    @Test func aProxyShowsNoPassword() throws {
        let proxy = try ProxyURL("socks5h://me:hunter2@proxy.example:1080/")
        #expect(proxy.shown == "socks5h://proxy.example:1080")
        #expect(!String(reflecting: proxy).contains("hunter2"))
        #expect(proxy.address.reveal() == "socks5h://me:hunter2@proxy.example:1080")
    }
}
