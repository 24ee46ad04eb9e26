import Exposition
import Ground
import HTTPServer
import Metering
import Polling
import RemoteWrite
import Snapshot
import StatusPage

/// The server's paths and their handlers.
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
        var routes = [scrape, page.route] + health
        routes += web.isLifecycleEnabled ? [reload] : ["POST", "GET"].map(noReload)
        return web.prefix.moved(routes)
    }

    /// The routes that health probes use.
    var health: [Route] { [Self.healthy, ready] }

    static var healthy: Route { Route(path: "/-/healthy") { _ in .ready(.text(200, "The exporter is healthy.")) } }

    private var ready: Route {
        Route(path: "/-/ready") { [published] _ in
            published.isReady
                ? .ready(.text(200, "The exporter is ready."))
                : .ready(
                    .text(
                        503,
                        """
                        The exporter is not ready: no reading is stored, and no poll has succeeded yet. The status page \
                        and the log say how polls go.
                        """))
        }
    }

    private var scrape: Route {
        // Metrics of the program itself, which some installations collect elsewhere.
        let process = web.showsExporterMetrics ? ProcessMetrics() : nil
        let served = web.showsExporterMetrics ? served : nil
        let build = ValuedFamily(PreparedFamily(build.family), [1])
        let duration = PreparedFamily(
            .gauge(
                "oresundskraft_snapshot_build_duration_seconds",
                "Time taken to build the snapshot that is served.", 0))
        let tail = ScrapeTail { [metrics, reloader, receivers] buildDuration in
            metrics.families + receivers.families + reloader.families + [
                build, ValuedFamily(duration, [buildDuration.inSeconds]),
            ]
        } moving: {
            (served.map { [$0] } ?? []) + (process?.families() ?? [])
        }
        let renderer = ScrapeRenderer(published, tail: tail)
        return Route(path: web.telemetryPath, limit: RequestLimit(web.maxRequests)) { request in
            let negotiated = ContentNegotiation(
                accept: request.header("Accept").map { [$0] } ?? [],
                acceptEncoding: request.header("Accept-Encoding").map { [$0] } ?? [])
            let names = request.queryValues("name[]")
            let groups = request.queryValues("group")
            guard groups.isEmpty else {
                return .later { await Self.answer(renderer, negotiated, groups: groups, names: names) }
            }
            return .ready(HTTPResponse(renderer.answer(negotiated, names: names)))
        }
    }

    private static func answer(
        _ renderer: ScrapeRenderer, _ negotiated: ContentNegotiation, groups: [String], names: [String]
    ) async -> HTTPResponse {
        do {
            return HTTPResponse(try await renderer.answer(negotiated, groups: groups, names: names))
        } catch let error as UnknownGroup {
            return .text(404, "404 Not Found: there is no customer group \"\(error.name)\"")
        } catch {
            return .text(500, "500 Internal Server Error: the customer groups could not be rendered: \(error)")
        }
    }

    private func noReload(_ method: String) -> Route {
        Route(path: "/-/reload", method: method) { _ in
            .ready(
                .text(
                    404,
                    "Reload over HTTP is off: start serve with --web.enable-lifecycle, or send the process SIGHUP."))
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

extension HTTPResponse {
    fileprivate init(_ answer: ScrapeAnswer) {
        self.init(status: 200, headers: answer.headers, body: answer.parts)
    }
}
