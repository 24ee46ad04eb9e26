import NIOCore

/// The API without its sockets: a request in, an answer out.
struct APIResponder: Sendable {
    let utility: SimulatedUtility
    let options: SimulatorOptions
    /// `http://ADDRESS:PORT`, where the request does not say how it is reached.
    let origin: String

    /// Answers in the gateway's order: operation, version, key, parameters; a fault comes before all but the operation.
    func answer(_ request: APIRequest, _ fault: FaultKind?) -> Answer {
        guard let endpoint = request.endpoint else { return .gateway(404, "Resource not found") }
        if let fault, let answer = Answer(replacing: fault, now: options.now()) { return answer }
        var answer = refusal(request) ?? page(request, endpoint, fault)
        switch fault {
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

    private func page(_ request: APIRequest, _ endpoint: SimulatedEndpoint, _ fault: FaultKind?) -> Answer {
        let query: TimeSeriesQuery
        do {
            query = try TimeSeriesQuery(request.items, endpoint: endpoint)
        } catch {
            return .gateway(400, error.message)
        }
        if endpoint == .invoiced { return invoicePage(request, query, fault) }
        let plan = PagePlan(query, utility, options.pages, at: options.now())
        if fault == .wrongTypes {
            return Answer(status: 200, headers: [Answer.json], body: .bytes(WrongTypes(utility, plan).body()))
        }
        let links = NextLink(
            request: request, offset: query.offset, nextOffset: plan.nextOffset, isEmpty: plan.entries.isEmpty,
            form: options.pages, origin: origin)
        let writer = PageWriter(utility, plan, next: links.next(fault))
        return Answer(status: 200, headers: [Answer.json], body: .page(writer))
    }

    private func invoicePage(_ request: APIRequest, _ query: TimeSeriesQuery, _ fault: FaultKind?) -> Answer {
        let page = InvoicePage(query, utility, options.pages, at: options.now())
        let links = NextLink(
            request: request, offset: query.offset, nextOffset: page.nextOffset, isEmpty: page.objects.isEmpty,
            form: options.pages, origin: origin)
        return Answer(
            status: 200, headers: [Answer.json], body: .bytes(page.body(utility, next: links.next(fault))))
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

    /// The answer of a fault that does not look at the question; nil for the others.
    init?(replacing fault: FaultKind, now: Int64) {
        switch fault {
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
                : Answer.messages[status] ?? Answer.reasons[status] ?? "Error"
            self = .gateway(status, message, wait.map { [("Retry-After", $0.text)] } ?? [])
        case .redirect(let location):
            self.init(status: 302, headers: [("Location", location)], body: .bytes(ByteBuffer()))
        case .html:
            let text =
                "<!DOCTYPE html><html><head><title>Maintenance</title></head><body><h1>We are soon back</h1></body></html>"
            self.init(status: 200, headers: [Answer.html], body: .bytes(ByteBuffer(string: text)))
        case .huge(let bytes):
            self.init(status: 200, headers: [Answer.json], body: .padding(bytes > 0 ? bytes : nil))
        case .gzipBomb:
            self.init(status: 200, headers: [Answer.json, ("Content-Encoding", "gzip")], body: .bomb)
        case .closed, .reset:
            self.init(status: 0, body: .bytes(ByteBuffer()), delivery: fault == .closed ? .closed : .reset)
        default: return nil
        }
    }

    private static let messages: [Int: String] = [
        403: "Out of call volume quota.", 404: "Resource not found", 500: "Internal server error",
        502: "The backend could not be reached.", 503: "Service unavailable",
        504: "The backend did not answer in time.",
    ]
}
