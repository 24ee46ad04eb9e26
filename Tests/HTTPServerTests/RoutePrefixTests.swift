import Testing

@testable import HTTPServer

struct RoutePrefixTests {
    private static let routes = [
        Route(path: "/") { _ in .ready(.text(200, "page")) },
        Route(path: "/metrics") { _ in .ready(.text(200, "up 1")) },
        Route(path: "/-/reload", method: "POST") { _ in .ready(.text(200, "reloaded")) },
    ]

    @Test(arguments: [
        ("", ""), ("/", ""), ("//", ""), ("energy", "/energy"), ("/energy", "/energy"), ("/energy/", "/energy"),
        ("//energy//", "/energy"), ("a/b", "/a/b"), ("/a/b/c/", "/a/b/c"), ("/a-b_c.d~1", "/a-b_c.d~1"),
    ])
    func slashesAtEitherEndOfAPathDoNotMatter(text: String, path: String) throws {
        #expect(try RoutePrefix(text).path == path)
    }

    @Test(arguments: [
        "/a//b", "/a/./b", "/..", "/a b", "/å", "/a?b", "/a#b", "/%41", "/a\"b", "/a\\b", "/<a>", "/a\n", "/a/../../b",
    ])
    func aPathThatProxiesMayReadDifferentlyIsRefused(text: String) {
        #expect(throws: RoutePrefix.Failure.self) { try RoutePrefix(text) }
    }

    @Test(arguments: [
        ("http://example.org", ""), ("https://example.org/", ""), ("https://example.org:8443/energy/", "/energy"),
        ("HTTPS://example.org/a/b", "/a/b"), ("http://[::1]:9877/x", "/x"), ("http://127.0.0.1/x//", "/x"),
    ])
    func thePathOfAnAddressIsThePrefix(text: String, path: String) throws {
        #expect(try RoutePrefix(externalURL: text).path == path)
    }

    @Test(arguments: [
        "", "/energy", "example.org/energy", "ftp://example.org/", "http://", "http:///energy",
        "https://example.org/?a=1",
        "https://example.org/energy#a", "https://example.org?a", "https://user:password@example.org/", "http://a b/",
        "https://example.org/%C3%B6",
    ])
    func anImpossibleAddressIsRefused(text: String) {
        #expect(throws: RoutePrefix.Failure.self) { try RoutePrefix(externalURL: text) }
    }

    @Test func withoutAPrefixNoRouteMoves() {
        #expect(RoutePrefix.none.moved(Self.routes).map(\.path) == Self.routes.map(\.path))
    }

    @Test(arguments: ["/energy", "/a/b/c", "/metrics"])
    func allRoutesMoveAndKeepTheirLabels(text: String) throws {
        let prefix = try RoutePrefix(text)
        let table = RouteTable(prefix.moved(Self.routes))

        for route in Self.routes {
            let match = table.match(method: route.method, path: prefix.path + route.path)
            guard case .route(let moved) = match else {
                Issue.record("\(route.path) is not there")
                continue
            }
            #expect(moved.label == route.path)
        }
        let other = table.match(method: "GET", path: "\(prefix.path)/metrics/")
        #expect(other.pathLabel == "other")
        #expect(table.match(method: "POST", path: "/-/reload").pathLabel == "other")
        let refused = table.match(method: "PUT", path: prefix.path + "/metrics")
        #expect(refused.pathLabel == "/metrics")
    }

    @Test(arguments: ["/", "/energy"]) func theRootLeadsToThePage(path: String) throws {
        let table = RouteTable(try RoutePrefix("/energy/").moved(Self.routes))

        guard case .route(let route) = table.match(method: "GET", path: path),
            case .ready(let answer) = route.handler(HTTPRequest(path: path))
        else {
            Issue.record("no answer")
            return
        }
        #expect(answer.status == 302)
        #expect(answer.headers.contains { $0.name == "Location" && $0.value == "/energy/" })
        #expect(route.label == "/")
    }

    @Test func withoutAPageTheRootLeadsNowhere() throws {
        let routes = try RoutePrefix("energy").moved([Route(path: "/metrics") { _ in .ready(.text(200, "")) }])

        #expect(routes.map(\.path) == ["/energy/metrics"])
    }
}
