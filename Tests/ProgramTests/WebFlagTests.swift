import Foundation
import TestSupport
import Testing

/// The flags that the exporter shares with other Prometheus exporters.
@Suite(.timeLimit(.minutes(5))) struct WebFlagTests {
    @Test func versionIsPrintedAsPrometheusPrintsIt() async throws {
        for arguments in [["--version"], ["serve", "--version"]] {
            let answer = try await Program(RunningProgram.exporter).run(arguments)
            #expect(answer.status == 0)
            #expect(answer.errors == "")
            let form = /oresundskraft-exporter, version \d+\.\d+\.\d+ \(branch: [^ ]+, revision: \w+\)\n/
            #expect(answer.text.wholeMatch(of: form) != nil, "\(answer.text)")
        }
    }

    @Test func exporterMetricsCanBeLeftOut() async throws {
        try await Site.with { site in
            let exporter = try site.start([
                "serve", "--web.listen-address", "127.0.0.1:0", "--web.disable-exporter-metrics",
            ])
            let url = try await exporter.url()
            try await Site.polled(url)
            let scrape = try await Site.get(url + "/metrics")
            #expect(!scrape.contains("process_"))
            #expect(!scrape.contains("oresundskraft_http_requests_total"))
            #expect(scrape.contains("oresundskraft_build_info"))
            #expect(scrape.contains("oresundskraft_timeseries_value"))
            try await exporter.end()
        }
    }

    @Test(arguments: [
        ["--web.max-requests", "-1"], ["--web.max-requests", "many"], ["--web.route-prefix", "/a//b"],
        ["--web.external-url", "example.org/energy"], ["--web.external-url", "https://example.org/?a"],
    ])
    func aMeaninglessFlagIsBadUsage(arguments: [String]) async throws {
        let answer = try await Program(RunningProgram.exporter).run(["serve", arguments.joined(separator: "=")])
        #expect(answer.status == 64)
        #expect(answer.errors.contains(arguments[0]) && answer.errors.contains(arguments[1]), "\(answer.errors)")
    }

    @Test func thePrefixMovesEveryPath() async throws {
        try await Site.with { site in
            let exporter = try site.start([
                "serve", "--web.listen-address", "127.0.0.1:0", "--web.external-url", "https://example.org/a/energy/",
                "--web.enable-lifecycle",
            ])
            let url = try await exporter.url()
            for path in ["/-/healthy", "/metrics", "/"] {
                #expect(try await Self.status(url + "/a/energy" + path) == "200", "\(path)")
            }
            for path in ["/-/healthy", "/metrics", "/a", "/a/energy/nowhere"] {
                #expect(try await Self.status(url + path) == "404", "\(path)")
            }
            #expect(try await Self.status(url + "/a/energy/-/reload", "--request", "POST") == "200")
            for path in ["/", "/a/energy"] {
                let answer = try await Site.curl(url + path, "--head")
                #expect(answer.hasPrefix("HTTP/1.1 302 ") && answer.contains("Location: /a/energy/\r\n"), "\(answer)")
            }
            // Counted as without a prefix, so that dashboards need not know it.
            let scrape = try await Site.get(url + "/a/energy/metrics?name[]=oresundskraft_http_requests_total")
            #expect(scrape.contains("{code=\"200\",path=\"/metrics\"} "), "\(scrape)")
            try await exporter.end()
        }
    }

    /// nginx in front, keeping or removing the prefix: page, metrics and the page's own links work.
    @Test(arguments: [false, true]) func behindNginxThePageAndItsLinksWork(strips: Bool) async throws {
        try await Site.with { site in
            let prefix = strips ? ["--web.route-prefix", "/"] : []
            let exporter = try site.start(
                ["serve", "--web.listen-address", "127.0.0.1:0", "--web.external-url", "http://127.0.0.1/energy/"]
                    + prefix)
            let own = try await exporter.url()
            let nginx = try await Nginx(to: own, strips ? "prefix-stripped" : "prefix-kept", in: site.folder)
            let url = nginx.url + "/energy"
            try await Site.polled(url)
            let page = try await Site.get(url + "/")
            let links = Set(page.matches(of: /href="(\.[^"]*)"/).map { String($0.1) })
            #expect(links.contains("./metrics"), "\(links)")
            for link in links {
                #expect(try await Self.status("\(url)/\(link.dropFirst(2))") == "200", "\(link)")
            }
            // nginx itself, or the exporter, leads to the page.
            let led = try await Site.curl(
                url, "--location", "--output", "/dev/null", "--write-out", "%{http_code} %{url_effective}")
            #expect(led == "200 \(url)/")
            try await nginx.program.end()
            try await exporter.end()
        }
    }

    private static func status(_ url: String, _ flags: String...) async throws -> String {
        let answer = try await Program("curl").run(
            ["--silent", "--globoff", "--output", "/dev/null", "--write-out", "%{http_code}"] + flags + [url])
        return answer.text
    }
}

/// nginx as a proxy for `/energy/` on a free port of 127.0.0.1, with an example that is shipped.
private struct Nginx {
    let program: RunningProgram
    let url: String

    init(to target: String, _ example: String, in folder: URL) async throws {
        let location = RepositoryPaths.root.appending(path: "deploy/nginx/\(example).conf").path
        let script = RepositoryPaths.fixtures.appending(path: "peers/nginx_proxy.py").path
        let portFile = folder.appending(path: "nginx-port")
        program = try RunningProgram(
            "python3",
            [
                script, "--port-file", portFile.path, "--folder", folder.path, "--to", target, "--location", location,
            ], in: folder)
        try await eventually("nginx listens") { FileManager.default.fileExists(atPath: portFile.path) }
        url = "http://127.0.0.1:\(try String(contentsOf: portFile, encoding: .utf8))"
    }
}
