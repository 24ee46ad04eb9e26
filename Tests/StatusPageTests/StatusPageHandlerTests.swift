import Foundation
import Ground
import HTTPServer
import Metering
import NIOCore
import Polling
import ReadingStore
import TestBench
import TestSupport
import Testing

@testable import Snapshot
@testable import StatusPage

@Suite(.timeLimit(.minutes(5))) struct StatusPageHandlerTests {
    private func handler(_ bench: PollBench, receivers: @escaping @Sendable () -> [ReceiverLine] = { [] })
        -> StatusPageHandler
    {
        StatusPageHandler(
            site: StatusPage.Site(version: "0", telemetryPath: "/metrics"), published: bench.published,
            store: bench.store, now: { [now = bench.now] in now },
            onStoreError: { [metrics = bench.metrics] in metrics.count($0) },
            receivers: receivers)
    }

    private func answer(_ handler: StatusPageHandler, _ query: [QueryItem] = []) async throws -> HTTPResponse {
        guard case .later(let make) = handler.route.handler(HTTPRequest(path: "/", query: query)) else {
            throw Program.Failure(description: "the page is made on the event loop")
        }
        return await make()
    }

    private func text(_ response: HTTPResponse) -> String { response.body.map { String(buffer: $0) }.joined() }

    @Test func polledReadingsAreDrawnFromTheStore() async throws {
        let bench = try await PollBench()
        _ = try await bench.poll()
        let receiver = ReceiverLine(
            name: "mimir", host: "mimir.example", isHealthy: true, failure: nil, pendingSamples: 7, oldestPending: nil,
            lastSuccess: bench.now)
        let answer = try await answer(handler(bench, receivers: { [receiver] }))
        #expect(answer.status == 200)
        let page = text(answer)
        #expect(page.components(separatedBy: "role=\"img\"").count - 1 == 6)
        #expect(page.contains("class=\"use edge\" d=\"M0 "))
        #expect(page.contains("mimir.example"))
        #expect(try await HTMLReader.read(page).faults.isEmpty)
        await bench.end()
    }

    @Test func thePolicyAllowsNothingFromElsewhere() async throws {
        let bench = try await PollBench()
        let headers = Dictionary(try await answer(handler(bench)).headers.map { ($0.name, $0.value) }) { $1 }
        let policy = try #require(headers["Content-Security-Policy"])
        #expect(policy.hasPrefix("default-src 'none'; style-src 'sha256-"))
        #expect(!policy.contains("unsafe") && !policy.contains("http"))
        for part in ["base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'"] {
            #expect(policy.contains(part))
        }
        await bench.end()
    }

    @Test func anyParametersGetAPage() async throws {
        let bench = try await PollBench()
        _ = try await bench.poll()
        let handler = handler(bench)
        let wild = [
            "", "-1", "0", "99999999999999999999", "\u{0}", "<script>", "مبنى", "🏭",
            String(repeating: "%", count: 4000),
        ]
        for value in wild {
            for name in ["page", "q", "category"] {
                let answer = try await answer(
                    handler, [QueryItem(name: name, value: value), QueryItem(name: name, value: "2")])
                #expect(answer.status == 200)
                #expect(text(answer).hasSuffix("</html>\n"))
            }
        }
        await bench.end()
    }

    @Test func thePageSaysThatTheStoreIsClosed() async throws {
        let bench = try await PollBench()
        _ = try await bench.poll()
        bench.store.close()
        let answer = try await answer(handler(bench))
        #expect(answer.status == 200)
        #expect(text(answer).contains("The store could not be read"))
        #expect(bench.scrape().contains("oresundskraft_store_errors_total 1\n"))
        await bench.end()
    }

    @Test func thePageSaysThatThereIsNoSnapshotYet() async throws {
        let bench = try await PollBench()
        let handler = StatusPageHandler(
            site: StatusPage.Site(version: "0", telemetryPath: "/metrics"), published: PublishedSnapshot(),
            store: bench.store, now: { SampleSnapshot.now })
        #expect(try await answer(handler).status == 503)
        await bench.end()
    }
}
