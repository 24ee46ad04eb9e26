import NIOCore

/// The API without sockets: takes a request and returns an answer.
struct APIResponder: Sendable {
    let utility: SimulatedUtility
    let options: SimulatorOptions
    /// The origin `http://ADDRESS:PORT` for links, if the request has no `Host`.
    let origin: String
    /// The captured answers to replay in place of made-up ones; nil without `--replay`.
    private let replayed: ReplayedAnswers?

    init(utility: SimulatedUtility, options: SimulatorOptions, origin: String) {
        self.utility = utility
        self.options = options
        self.origin = origin
        replayed = options.replay.map { ReplayedAnswers($0, origin: origin) }
    }

    /// Answers a request. Checks follow the gateway's order: operation, version, key, parameters. A fault comes right
    /// after the operation.
    func answer(_ request: APIRequest, _ faults: DealtFaults = DealtFaults()) -> Answer {
        guard let endpoint = request.endpoint else { return .gateway(404, "Resource not found") }
        if let fault = faults.fault, let answer = Answer(replacing: fault, request, now: options.now()) {
            return answer
        }
        var answer = refusal(request) ?? page(request, endpoint, faults)
        switch faults.fault {
        case .slow(let delay): answer.delivery = .late(delay)
        case .stalledHead: answer.delivery = .stalledHead
        case .stalledBody: answer.delivery = .stalledBody
        case .truncated: answer.delivery = .truncated
        case .malformed: answer.delivery = .half
        default: break
        }
        return answer
    }

    private func refusal(_ request: APIRequest) -> Answer? {
        guard let version = request.header("api-version") else {
            return .gateway(400, "An API version is required, but was not specified.")
        }
        guard options.versions.contains(version) else { return .gateway(404, "Resource not found") }
        guard let key = request.header("ocp-apim-subscription-key"), options.keys.contains(key) else {
            return .unauthorized
        }
        return nil
    }

    private func page(_ request: APIRequest, _ endpoint: SimulatedEndpoint, _ faults: DealtFaults) -> Answer {
        if let replayed { return replayed.answer(to: request, endpoint) }
        let query: TimeSeriesQuery
        do {
            query = try TimeSeriesQuery(request.items, endpoint: endpoint)
        } catch {
            return .gateway(400, error.message)
        }
        let now = options.now()
        for dealt in faults.distortions {
            if let answer = dealt.distortion.answer(to: query, at: now) { return answer }
        }
        switch endpoint {
        case .timeSeries: return seriesPage(request, query, faults)
        case .invoiced: return invoicePage(request, query, faults)
        }
    }

    private func seriesPage(_ request: APIRequest, _ query: TimeSeriesQuery, _ faults: DealtFaults) -> Answer {
        let plan = PagePlan(query, utility, options.pages, at: options.now())
        if faults.fault == .wrongTypes {
            return Answer(status: 200, headers: [Answer.json], body: .bytes(WrongTypes(utility, plan).body()))
        }
        let links = NextLink(
            request: request, offset: query.offset, nextOffset: plan.nextOffset, isEmpty: plan.entries.isEmpty,
            form: options.pages, origin: origin)
        let next = links.next(faults.fault)
        if faults.fault == .emptyPage, links.isBeforePage { return .emptyPage(next) }
        guard !faults.distortions.isEmpty else {
            return Answer(status: 200, headers: [Answer.json], body: .page(PageWriter(utility, plan, next: next)))
        }
        return distorted(DraftPage(plan, utility), query, faults, next)
    }

    private func invoicePage(_ request: APIRequest, _ query: TimeSeriesQuery, _ faults: DealtFaults) -> Answer {
        let page = InvoicePage(query, utility, options.pages, at: options.now())
        let links = NextLink(
            request: request, offset: query.offset, nextOffset: page.nextOffset, isEmpty: page.objects.isEmpty,
            form: options.pages, origin: origin)
        let next = links.next(faults.fault)
        if faults.fault == .emptyPage, links.isBeforePage { return .emptyPage(next) }
        guard !faults.distortions.isEmpty else {
            return Answer(status: 200, headers: [Answer.json], body: .bytes(page.body(utility, next: next)))
        }
        return distorted(DraftPage(page, utility), query, faults, next)
    }

    private func distorted(
        _ page: DraftPage, _ query: TimeSeriesQuery, _ faults: DealtFaults, _ next: PageWriter.Next
    ) -> Answer {
        var page = page
        for dealt in faults.distortions {
            Distorter(utility: utility, query: query, now: options.now(), dealt: dealt).distort(&page)
        }
        return Answer(status: 200, headers: [Answer.json], body: .bytes(page.body(next: next)))
    }
}

extension Distortion {
    /// Returns the answer to a window that ends before the contract began; nil for any other window.
    fileprivate func answer(to query: TimeSeriesQuery, at now: Int64) -> Answer? {
        guard case .began(let nothing, let time) = self, query.to <= beginning(time, now) else { return nil }
        switch nothing {
        case .noContent: return Answer(status: 204, body: .none)
        case .notFound: return .gateway(404, "No consumption found for the period")
        }
    }
}

extension Answer {
    static var unauthorized: Answer {
        .gateway(
            401,
            "Access denied due to invalid subscription key. "
                + "Make sure to provide a valid key for an active subscription.",
            [
                (
                    "WWW-Authenticate",
                    "AzureApiManagementKey realm=\"\(SimulatedEndpoint.base)\",name=\"Ocp-Apim-Subscription-Key\",type=\"header\""
                )
            ])
    }

    fileprivate static func emptyPage(_ next: PageWriter.Next) -> Answer {
        var body = ByteBuffer(string: #"{"consumptions":[]"#)
        body.write(next)
        body.writeStaticString("}")
        return Answer(status: 200, headers: [json], body: .bytes(body))
    }

    /// Creates the answer of a fault that has no page; nil for other faults.
    init?(replacing fault: FaultKind, _ request: APIRequest, now: Int64) {
        switch fault {
        case .quota(let seconds):
            let left = "\(padded(seconds / 3600)):\(padded(seconds / 60 % 60)):\(padded(seconds % 60))"
            self = .gateway(
                403, "Out of call volume quota. Quota will be replenished in \(left).",
                [("Retry-After", String(seconds))])
        case .refused(let status, let customer):
            let number = customer ?? request.query?.customerNumbers.first ?? "unknown"
            self = .gateway(status, "No access to customer \(number)")
        case .status(401, _): self = .unauthorized
        case .status(let status, let retryAfter):
            let wait: (seconds: Int, text: String)?
            switch retryAfter {
            case .seconds(let seconds): wait = (seconds, String(seconds))
            case .date(let seconds): wait = (seconds, CivilTime.httpDate(now + Int64(seconds) * 1000))
            case nil: wait = nil
            }
            let message =
                status == 429
                ? "Rate limit is exceeded. Try again in \(wait?.seconds ?? 0) seconds."
                : Self.messages[status] ?? Self.reasons[status] ?? "Error"
            self = .gateway(status, message, wait.map { [("Retry-After", $0.text)] } ?? [])
        case .redirect(let location):
            self.init(status: 302, headers: [("Location", location)], body: .bytes(ByteBuffer()))
        case .html:
            let text =
                "<!DOCTYPE html><html><head><title>Maintenance</title></head><body><h1>We are soon back</h1></body></html>"
            self.init(status: 200, headers: [Self.html], body: .bytes(ByteBuffer(string: text)))
        case .huge(let bytes):
            self.init(status: 200, headers: [Self.json], body: .padding(bytes > 0 ? bytes : nil))
        case .gzipBomb:
            self.init(status: 200, headers: [Self.json, ("Content-Encoding", "gzip")], body: .bomb)
        case .closed, .reset:
            self.init(status: 0, body: .bytes(ByteBuffer()), delivery: fault == .closed ? .closed : .reset)
        default: return nil
        }
    }

    private static let messages: [Int: String] = [
        403: "The subscription has no access to this API.", 404: "Resource not found", 500: "Internal server error",
        502: "The backend could not be reached.", 503: "Service unavailable",
        504: "The backend did not answer in time.",
    ]
}

/// Writes a number with at least two digits.
private func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
