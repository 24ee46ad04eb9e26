import Testing

@testable import HTTPServer

struct RouteTableTests {
    private let table = RouteTable([
        Route(path: "/a") { _ in .ready(.text(200, "get")) },
        Route(path: "/a", method: "POST") { _ in .ready(.text(200, "post")) },
    ])

    @Test(arguments: [("GET", "GET"), ("HEAD", "GET"), ("POST", "POST")])
    func theTableFindsTheRouteOfTheMethod(_ method: String, _ expected: String) throws {
        guard case .route(let route) = table.match(method: method, path: "/a") else {
            Issue.record("no route")
            return
        }
        #expect(route.method == expected)
    }

    @Test func theTableNamesTheMethodsOfThePath() throws {
        guard case .methodNotAllowed(let path, let allow) = table.match(method: "PUT", path: "/a") else {
            Issue.record("not refused")
            return
        }
        #expect(path == "/a")
        #expect(allow == "GET, HEAD, POST")
    }

    @Test(arguments: ["/A", "/a/", "/", "a"]) func pathsAreComparedLiterally(_ path: String) {
        #expect(table.match(method: "GET", path: path).pathLabel == "other")
    }
}
