import Exposition
import Ground
import HTTPServer
import Metering
import Polling
import RemoteWrite
import Snapshot
import StatusPage

/// What is answered at which path.
struct Routes {
    let published: PublishedSnapshot
    let page: StatusPageHandler
    let metrics: PollMetrics
    let served: CounterVector
    let reloader: Reloader
    let receivers: Receivers
    let web: ExporterService.Web
    let build: BuildInfo

    var all: [Route] {
        var routes = [
            scrape, page.route,
            Self.healthy,
            Route(path: "/-/ready") { [published] _ in
                published.isReady
                    ? .ready(.text(200, "The exporter is ready."))
                    : .ready(
                        .text(
                            503,
                            """
                            The exporter is not ready: no reading is stored, and no poll has succeeded yet. The status page \
                            and the log say how polls go.
                            """)
                    )
            },
        ]
        if web.isLifecycleEnabled { routes.append(reload) }
        return web.prefix.moved(routes)
    }

    static var healthy: Route { Route(path: "/-/healthy") { _ in .ready(.text(200, "The exporter is healthy.")) } }

    private var scrape: Route {
        // Of the program itself, which some installations count elsewhere.
        let process = web.showsExporterMetrics ? ProcessMetrics() : nil
        let served = web.showsExporterMetrics ? served : nil
        let renderer = ScrapeRenderer(published) {
            [metrics, served, reloader, receivers, build] buildDuration in
            metrics.families + (served.map { [$0.family()] } ?? []) + receivers.families + reloader.families
                + (process?.families() ?? []) + [
                    build.family,
                    .gauge(
                        "oresundskraft_snapshot_build_duration_seconds",
                        "How long it took to make the snapshot that is served.", buildDuration.inSeconds),
                ]
        }
        return Route(path: web.telemetryPath, limit: RequestLimit(web.maxRequests)) { request in
            let negotiated = ContentNegotiation(
                accept: request.header("Accept").map { [$0] } ?? [],
                acceptEncoding: request.header("Accept-Encoding").map { [$0] } ?? [])
            let answer = renderer.answer(negotiated, names: request.queryValues("name[]"))
            return .ready(HTTPResponse(status: 200, headers: answer.headers, body: answer.parts))
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
