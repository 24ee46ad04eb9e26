import SystemPackage
import Testing

@testable import HTTPServer

struct ListenAddressTests {
    @Test(arguments: [
        (":9877", ListenAddress.Host.any, 9877), ("127.0.0.1:0", .ipv4("127.0.0.1"), 0),
        ("[::1]:9877", .ipv6("::1"), 9877), ("[::]:65535", .ipv6("::"), 65_535),
        ("[fe80::1%eth0]:80", .ipv6("fe80::1%eth0"), 80), ("localhost:9877", .name("localhost"), 9877),
        ("unix:///run/a.sock", .file(SocketFile("/run/a.sock")), 0),
        (
            "unix:///run/a b:1.sock?mode=0660",
            .file(SocketFile("/run/a b:1.sock", mode: [.ownerReadWrite, .groupReadWrite])), 0
        ),
        ("vsock://:9877", .vsock(nil), 9877), ("vsock://3:4294967294", .vsock(3), 4_294_967_294),
    ])
    func anAddressIsTakenInEachFormAndWrittenAgain(_ text: String, _ host: ListenAddress.Host, _ port: Int) throws {
        let address = try ListenAddress(parsing: text)
        #expect(address.hostPart == host)
        #expect(address.port == port)
        #expect(address.description == text)
    }

    @Test(arguments: [
        ("9877", "the port is missing; write host:port, or :9877"),
        ("", "the port is missing; write :9877"),
        ("127.0.0.1", "the port is missing; write 127.0.0.1:9877"),
        ("http://127.0.0.1:9877", "it is a URL; write 127.0.0.1:9877 without the scheme"),
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
        ("unix://run/a.sock", "its path is not absolute; write it like unix:///run/exporter.sock?mode=0660"),
        ("unix:/run/a.sock", "its path is not absolute; write it like unix:///run/exporter.sock?mode=0660"),
        ("unix:///run/", "it names a folder; write it like unix:///run/exporter.sock?mode=0660"),
        (
            "unix:///run/a.sock?user=www",
            "\"user=www\" is not the file's mode, the only option; write it like unix:///run/exporter.sock?mode=0660"
        ),
        ("unix:///a?mode=0680", "\"0680\" is not a file's mode; write octal digits, as in mode=0660"),
        ("unix:///a?mode=2660", "\"2660\" is not a file's mode; write octal digits, as in mode=0660"),
        ("unix:///a?mode=", "\"\" is not a file's mode; write octal digits, as in mode=0660"),
        ("vsock://9877", "it names no port; write it like vsock://:9877"),
        ("vsock:", "it names no port; write it like vsock://:9877"),
        ("vsock://:0", "\"0\" is not a port of vsock; write a number from 1 to 4294967294"),
        ("vsock://:4294967295", "\"4294967295\" is not a port of vsock; write a number from 1 to 4294967294"),
        ("vsock://host:1", "\"host\" is not a context of vsock; write a number, or none for all: vsock://:1"),
    ])
    func theErrorSaysWhatIsWrongWithAText(_ text: String, _ message: String) {
        let error = #expect(throws: ListenError.self) { _ = try ListenAddress(parsing: text) }
        #expect(error?.description == "cannot listen on \"\(text)\": \(message)")
    }

    @Test(arguments: [
        (":1", "http://localhost:1"), ("0.0.0.0:1", "http://localhost:1"), ("[::]:1", "http://localhost:1"),
        ("127.0.0.1:1", "http://127.0.0.1:1"), ("[::1]:1", "http://[::1]:1"), ("a.example:1", "http://a.example:1"),
        ("unix:///a", nil), ("vsock://:1", nil),
    ])
    func anAddressHasAFormForABrowser(_ text: String, _ url: String?) throws {
        #expect(try ListenAddress(parsing: text).url == url)
    }

    @Test(arguments: [
        (":1", true), ("0.0.0.0:1", true), ("[::]:1", true), ("192.0.2.1:1", true), ("[fe80::1%eth0]:1", true),
        ("a.example:1", true), ("vsock://:1", true), ("vsock://3:1", true),
        ("127.0.0.1:1", false), ("127.9.9.9:1", false), ("[::1]:1", false), ("[::ffff:127.0.0.1]:1", false),
        ("unix:///a?mode=0666", false), ("vsock://1:1", false),
    ])
    func anAddressTellsWhoCanReachIt(_ text: String, _ isBeyond: Bool) throws {
        #expect(try ListenAddress(parsing: text).isBeyondLoopback == isBeyond)
    }
}
