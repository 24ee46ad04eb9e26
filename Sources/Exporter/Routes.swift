import Exposition
import HTTPServer
import Metering
import NIOCore

/// What is answered at which path (`interface.md`, "Endpoints").
struct Routes {
    let published: PublishedSnapshot
    let metrics: ExporterMetrics
    let reloader: Reloader
    let receivers: Receivers
    let telemetryPath: String
    let isLifecycleEnabled: Bool
    let build: BuildInfo

    var all: [Route] {
        var routes = [
            scrape, status,
            Route(path: "/-/healthy") { _ in .ready(.text(200, "The exporter is healthy.")) },
            Route(path: "/-/ready") { [published] _ in
                published.state.isReady
                    ? .ready(.text(200, "The exporter is ready."))
                    : .ready(
                        .text(503, "The exporter is not ready: nothing is stored yet, and the first poll is under way.")
                    )
            },
        ]
        if isLifecycleEnabled { routes.append(reload) }
        return routes
    }

    private var scrape: Route {
        let process = ProcessMetrics()
        let renderer = ScrapeRenderer(snapshot: published.families) {
            [published, metrics, reloader, receivers, build] in
            metrics.families + receivers.families + reloader.families + process.families() + [
                build.family,
                MetricFamily(
                    name: "oresundskraft_snapshot_build_duration_seconds",
                    help: "How long it took to make the snapshot that is served.", kind: .gauge,
                    samples: [Sample(labels: [], value: published.state.buildDuration.inSeconds)]),
            ]
        }
        return Route(path: telemetryPath) { request in
            let negotiated = ContentNegotiation(
                accept: request.header("Accept").map { [$0] } ?? [],
                acceptEncoding: request.header("Accept-Encoding").map { [$0] } ?? [])
            let answer = renderer.answer(negotiated, names: request.queryValues("name[]"))
            return .ready(HTTPResponse(status: 200, headers: answer.headers, body: answer.parts))
        }
    }

    private var status: Route {
        Route(path: "/") { [published] _ in
            .ready(
                HTTPResponse(
                    status: 200,
                    headers: [
                        (name: "Content-Type", value: "text/html; charset=utf-8"),
                        // The page brings its own style and script and needs nothing else.
                        (
                            name: "Content-Security-Policy",
                            value: "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'"
                        ),
                        (name: "Cache-Control", value: "no-cache"),
                    ], body: [published.state.page]))
        }
    }

    private var reload: Route {
        Route(path: "/-/reload", method: "POST") { [reloader] _ in
            .later {
                if let failure = reloader.reload() {
                    return .text(500, "The configuration was not reloaded:\n\(failure)")
                }
                return .text(200, "The configuration was reloaded.")
            }
        }
    }
}
