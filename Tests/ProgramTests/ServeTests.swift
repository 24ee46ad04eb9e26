import Foundation
import TestSupport
import Testing

/// Uses the program as its users do.
@Suite(.timeLimit(.minutes(5))) struct ServeTests {
    @Test func aScrapeShowsAllMeteringPointsAndSIGTERMEndsWithZero() async throws {
        try await Site.with { site in
            let exporter = try site.start()
            let url = try await exporter.url()
            try await Site.polled(url)
            let scrape = try await Site.get(url + "/metrics")
            let points = Set(scrape.matches(of: /metering_point="(735999\d{12})"/).map { String($0.1) })
            #expect(points.count == 12)
            #expect(scrape.contains("\noresundskraft_up{endpoint=\"timeseries\"} 1\n"))
            #expect(try await Site.get(url + "/-/ready") == "The exporter is ready.\n")
            #expect(try await exporter.end() == 0)
            #expect(exporter.errors.contains("msg=\"poll done\""))
            #expect(exporter.errors.hasSuffix("msg=stopped\n"))
            #expect(exporter.output == "")
            // The store was closed: what was in its log is in the file.
            let log = try? FileManager.default.attributesOfItem(atPath: site.store.path + "-wal")
            #expect((log?[.size] as? Int ?? 0) == 0)
        }
    }

    @Test func promtoolAndBothPythonParsersAcceptTheOutput() async throws {
        try await Site.with { site in
            let exporter = try site.start()
            let url = try await exporter.url()
            try await Site.polled(url)
            let text = try await Program("curl").run(["--silent", url + "/metrics"]).output
            let check = try await Program("promtool").run(["check", "metrics"], input: text)
            #expect(check.status == 0 && check.output.isEmpty && check.errors == "", "\(check.text)\(check.errors)")
            let openMetrics = try await Program("curl").run([
                "--silent", "--header", "Accept: application/openmetrics-text;version=1.0.0", url + "/metrics",
            ]).output
            #expect(String(decoding: openMetrics, as: UTF8.self).hasSuffix("\n# EOF\n"))
            func readings(_ exposition: [UInt8], asOpenMetrics: Bool) async throws -> Set<[String]> {
                let samples = try await PrometheusClient.read(exposition, asOpenMetrics: asOpenMetrics)
                let shown = samples.filter { $0.name.hasPrefix("oresundskraft_timeseries") }
                return Set(shown.map { [$0.name, $0.value] + $0.labels.sorted { $0.key < $1.key }.map { "\($0)" } })
            }
            let one = try await readings(text, asOpenMetrics: false)
            #expect(one.count > 40)
            #expect(try await readings(openMetrics, asOpenMetrics: true) == one)
            try await exporter.end()
        }
    }

    @Test func compressionSelectionAndHEADWorkOverTheWire() async throws {
        try await Site.with { site in
            let exporter = try site.start()
            let url = try await exporter.url()
            try await Site.polled(url)
            // One gzip member: curl stops after the first.
            let gauges = { (text: String) in
                text.split(separator: "\n").filter { $0.hasPrefix("oresundskraft_timeseries") }
            }
            let plain = gauges(try await Site.get(url + "/metrics"))
            #expect(!plain.isEmpty)
            #expect(gauges(try await Site.curl(url + "/metrics", "--compressed")) == plain)
            let narrow = try await Site.get(url + "/metrics?name[]=oresundskraft_up&name[]=process_open_fds")
            let names = Set(
                narrow.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { $0.prefix { $0 != "{" && $0 != " " } }
            )
            #expect(names == ["oresundskraft_up", "process_open_fds"])
            let head = try await Site.curl(url + "/metrics", "--head")
            #expect(head.hasPrefix("HTTP/1.1 200 "))
            #expect(head.lowercased().contains("content-type: text/plain; version=0.0.4; charset=utf-8"))
            #expect(
                try await Site.curl(url + "/nowhere", "--output", "/dev/null", "--write-out", "%{http_code}") == "404")
            #expect(
                try await Site.curl(
                    url + "/metrics", "--request", "DELETE", "--output", "/dev/null", "--write-out", "%{http_code}")
                    == "405")
            let counted = try await Site.get(url + "/metrics?name[]=oresundskraft_http_requests_total")
            #expect(counted.contains("oresundskraft_http_requests_total{code=\"404\",path=\"other\"} 1\n"))
            try await exporter.end()
        }
    }

    @Test func anAPIThatIsDownAtStartDoesNotHideStoredReadings() async throws {
        try await Site.with { site in
            let first = try site.start()
            try await Site.polled(try await first.url())
            try await first.end()
            try await site.simulator.end()
            let second = try site.start()
            let url = try await second.url()
            // Before the first poll has ended already: the store alone makes it ready.
            #expect(try await Site.get(url + "/-/ready") == "The exporter is ready.\n")
            try await Site.polled(url)
            let scrape = try await Site.get(url + "/metrics")
            #expect(scrape.contains("\noresundskraft_timeseries_value{"))
            #expect(scrape.contains("\noresundskraft_up{endpoint=\"timeseries\"} 0\n"))
            #expect(scrape.contains("\noresundskraft_last_success_timestamp_seconds{endpoint=\"timeseries\"} 1"))
            _ = try await second.line(with: "level=warn", "msg=\"customer group failed\"", "group=main", "error=")
            try await second.end()
        }
    }

    @Test func aRefusedKeyIsReportedButNeverShown() async throws {
        try await Site.with { site in
            try site.configure(key: "expired-\(Site.key)")
            let exporter = try site.start(["serve", "--web.listen-address", "127.0.0.1:0", "--log.level", "debug"])
            let url = try await exporter.url()
            try await Site.polled(url)
            _ = try await exporter.line(with: "level=warn", "the API refused the subscription key (HTTP 401)")
            let shown = try await Site.get(url + "/metrics") + Site.get(url + "/")
            #expect(shown.contains("result=\"unauthorized\"} 1\n"))
            #expect(shown.contains("the API refused the subscription key (HTTP 401)"))
            #expect(!shown.contains(Site.key))
            try await exporter.end()
            #expect(!exporter.errors.contains(Site.key))
        }
    }

    @Test func aReloadUsesGoodFilesAndRefusesBadOnes() async throws {
        try await Site.with { site in
            let exporter = try site.start(["serve", "--web.listen-address", "127.0.0.1:0", "--web.enable-lifecycle"])
            let url = try await exporter.url()
            try await Site.polled(url)
            try site.configure(more: "customer: []")
            let refused = try await Site.curl(url + "/-/reload", "--request", "POST", "--write-out", "%{http_code}")
            #expect(refused.contains("unknown key `customer`, did you mean `customers`?"))
            #expect(refused.hasSuffix("500"))
            #expect(
                try await Site.get(url + "/metrics").contains("\noresundskraft_config_last_reload_successful 0\n"))
            let point = "735999000000000013"
            try site.configure(more: "names: {\"\(point)\": Power station}")
            exporter.signal(SIGHUP)
            try await eventually("the new name is scraped") {
                try await Site.get(url + "/metrics").contains("name=\"Power station\"")
            }
            #expect(
                try await Site.get(url + "/metrics").contains("\noresundskraft_config_last_reload_successful 1\n"))
            #expect(try await Site.curl(url + "/-/reload", "--request", "POST") == "The configuration was reloaded.\n")
            try await exporter.end()
        }
    }

    @Test(arguments: [SIGTERM, SIGINT]) func aSignalRightAfterTheStartEndsWithZero(signal: Int32) async throws {
        try await Site.with { site in
            let exporter = try site.start()
            _ = try await exporter.line(with: "msg=listening")
            exporter.signal(SIGHUP)
            #expect(try await exporter.end(with: signal) == 0)
            #expect(exporter.errors.hasSuffix("msg=stopped\n"), "\(exporter.errors)")
        }
    }

    @Test func withoutTheFlagThereIsNoReloadOverHTTP() async throws {
        try await Site.with { site in
            let exporter = try site.start()
            let url = try await exporter.url()
            let code = try await Site.curl(
                url + "/-/reload", "--request", "POST", "--output", "/dev/null", "--write-out", "%{http_code}")
            #expect(code == "404")
            #expect(try await Site.get(url + "/-/reload").contains("--web.enable-lifecycle"))
            try await exporter.end()
        }
    }

    @Test func itServesOnSeveralAddressesAndUnderAnotherPath() async throws {
        try await Site.with { site in
            let exporter = try site.start([
                "serve", "--web.listen-address", "127.0.0.1:0", "--web.listen-address", "[::1]:0",
                "--web.telemetry-path", "/prom",
            ])
            _ = try await exporter.line(with: "msg=listening", "address=[::1]:")
            let addresses = exporter.errors.matches(of: /msg=listening address=(\S+)/).map { "http://\($0.1)/prom" }
            #expect(addresses.count == 2)
            for address in addresses { #expect(try await Site.get(address).contains("oresundskraft_build_info")) }
            try await exporter.end()
        }
    }

    @Test func theStartLineNamesProgramFileAndStore() async throws {
        try await Site.with { site in
            let exporter = try site.start()
            let line = try await exporter.line(with: "msg=serving")
            for text in [
                "version=", "revision=", "config_file=oresundskraft.yml", "store=\(site.store.path)",
                "time_zone=Europe/Stockholm", "groups=1",
            ] { #expect(line.contains(text), "\(line)") }
            // No other machine can reach it.
            #expect(!exporter.errors.contains("anyone who can reach this machine"))
            try await exporter.end()
            let open = try site.start(["serve", "--web.listen-address", ":0"])
            let warning = try await open.line(with: "anyone who can reach this machine")
            #expect(warning.contains("level=warn") && warning.contains("--web.listen-address 127.0.0.1:9877"))
            try await open.end()
        }
    }

    @Test func theStoreInUseIsNamedAfterEachReload() async throws {
        try await Site.with { site in
            let exporter = try site.start()
            let url = try await exporter.url()
            try await Site.polled(url)
            for name in ["second", "third"] {
                try site.configure(more: "storage: {path: \(name).sqlite}")
                exporter.signal(SIGHUP)
                try await eventually("\(name) was read") {
                    exporter.errors.split(separator: "\n").count { $0.contains("the store in use stays") }
                        == (name == "second" ? 1 : 2)
                }
            }
            let lines = exporter.errors.split(separator: "\n").filter { $0.contains("the store in use stays") }
            #expect(lines.allSatisfy { $0.hasSuffix(" store=\(site.store.path)") }, "\(lines)")
            try await exporter.end()
        }
    }

    @Test func logsAreJSONOnRequest() async throws {
        try await Site.with { site in
            let exporter = try site.start(["serve", "--web.listen-address", "127.0.0.1:0", "--log.format", "json"])
            let line = try await exporter.line(with: "\"poll done\"")
            try await exporter.end()
            let poll = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
            for key in ["new", "corrected", "withdrawn", "unchanged", "missing", "rejected", "requests"] {
                #expect(line.contains("\"\(key)\":\(poll?[key] as? Int ?? -1)"), "\(line)")
            }
            for line in exporter.errors.split(separator: "\n") {
                let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
                // What was odd about an answer is a warning.
                let level = object?["finding"] == nil ? "info" : object?["level"] as? String
                #expect(object?["level"] as? String == level, "\(line)")
                #expect(["info", "warn"].contains(level), "\(line)")
            }
        }
    }
}
