import Testing

@testable import HTTPServer

@Suite struct ListenAddressTests {
    @Test(arguments: [
        (":9877", ListenAddress.Host.any, 9877), ("127.0.0.1:0", .ipv4("127.0.0.1"), 0),
        ("[::1]:9877", .ipv6("::1"), 9877), ("[::]:65535", .ipv6("::"), 65_535),
        ("[fe80::1%eth0]:80", .ipv6("fe80::1%eth0"), 80), ("localhost:9877", .name("localhost"), 9877),
    ])
    func `takes each form and writes it again`(_ text: String, _ host: ListenAddress.Host, _ port: Int) throws {
        let address = try ListenAddress(parsing: text)
        #expect(address.hostPart == host)
        #expect(address.port == port)
        #expect(address.description == text)
    }

    @Test(arguments: [
        ("9877", "the port is missing; write host:port, or :9877"),
        ("", "the port is missing; write host:port, or :"),
        (":", "\"\" is not a port; write a number from 0 to 65535"),
        (":65536", "\"65536\" is not a port; write a number from 0 to 65535"),
        (":-1", "\"-1\" is not a port; write a number from 0 to 65535"),
        (":http", "\"http\" is not a port; write a number from 0 to 65535"),
        (":99999999999999999999", "\"99999999999999999999\" is not a port; write a number from 0 to 65535"),
        ("::1:9877", "it has several colons; write an IPv6 address in brackets, like [::1]:9877"),
        ("[::g]:9877", "\"::g\" is not an IPv6 address; write it like [::1]:9877"),
        ("[127.0.0.1]:9877", "\"127.0.0.1\" is not an IPv6 address; write it like [::1]:9877"),
        ("127.0.0.256:9877", "\"127.0.0.256\" is not an IPv4 address; write it like 127.0.0.1:9877"),
        ("1.2.3:9877", "\"1.2.3\" is not an IPv4 address; write it like 127.0.0.1:9877"),
        (
            "a/b:9877",
            "\"a/b\" is not a host name; write host:port, for example localhost:9877, without a scheme or a path"
        ),
    ])
    func `says what is wrong with a text`(_ text: String, _ message: String) {
        let error = #expect(throws: ListenError.self) { _ = try ListenAddress(parsing: text) }
        #expect(error?.description == "cannot listen on \"\(text)\": \(message)")
    }

    @Test(arguments: [
        (":1", "http://localhost:1"), ("0.0.0.0:1", "http://localhost:1"), ("[::]:1", "http://localhost:1"),
        ("127.0.0.1:1", "http://127.0.0.1:1"), ("[::1]:1", "http://[::1]:1"), ("a.example:1", "http://a.example:1"),
    ])
    func `has an address for a browser`(_ text: String, _ url: String) throws {
        #expect(try ListenAddress(parsing: text).url == url)
    }
}
