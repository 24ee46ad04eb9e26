extension FaultRule {
    /// Reads `KIND[:PROBABILITY][:OPTIONS]`, the value of `--fault`.
    ///
    /// `KIND` is one of ``FaultRule/kindNames``. `OPTIONS` are `name=value`, joined by commas: `first`, `after`,
    /// `customer`, `offset`, `page`, `longer`, `endpoint` (timeseries or invoiced) for every kind, and those of the kind
    /// itself, which ``optionHelp`` lists.
    ///
    /// The probability of a ``Distortion`` is the share of the data that it affects, chosen by the seed; for every
    /// other kind it is the chance for each request.
    ///
    ///     FaultRule(parsingFault: "429:0.1:retry-after=30")
    ///     FaultRule(parsingFault: "slow:1:delay=2s,customer=100002")
    ///     FaultRule(parsingFault: "500:first=3")
    ///
    /// - Throws: ``SimulatorError`` with the text and what is wrong with it.
    package init(parsingFault text: String) throws(SimulatorError) {
        let name = String(text.prefix { $0 != ":" })
        var rest = text.dropFirst(name.count + 1)
        let second = rest.prefix { $0 != ":" }
        var probability = 1.0
        if !second.contains("="), !second.isEmpty {
            guard let number = Double(String(second)), (0...1).contains(number) else {
                throw SimulatorError.fault(text, "its probability \"\(second)\" is not a number from 0 to 1")
            }
            probability = number
            rest = rest.dropFirst(second.count + 1)
        }
        var options = try FaultOptions(String(rest), of: text)
        self.init(try Self.kind(name, &options, of: text), probability: probability)
        first = try options.count("first")
        after = try options.count("after") ?? 0
        customer = options.take("customer")
        endpoint = try options.choice("endpoint")
        offset = try options.count("offset")
        page = try options.count("page")
        longerThan = try options.duration("longer")
        try options.finish()
    }

    /// The kinds that `--fault` can name.
    package static let kindNames =
        [
            "401", "403", "404", "429", "500", "502", "503", "504", "redirect", "slow", "stalled-head", "stalled-body",
            "truncated", "malformed", "html", "wrong-types", "huge", "gzip-bomb", "closed", "reset", "looping-next",
            "foreign-next", "odd-next", "quota", "refused", "bare-next", "endless-next", "empty-page", "end-mark",
        ] + Distortion.names

    /// The options of the single kinds, for the help text.
    package static let optionHelp = """
        retry-after=SECONDS (429, 503, quota), retry-date=SECONDS (429, 503), delay=DURATION (slow), size=BYTES (huge), \
        location=URL (redirect), host=HOST (foreign-next, bare-next), base=PATH (bare-next), text=TEXT (odd-next), \
        mark=JSON (end-mark), status=STATUS (refused), \(Distortion.optionHelp)
        """

    private static func kind(
        _ name: String, _ options: inout FaultOptions, of text: String
    ) throws(SimulatorError) -> FaultKind {
        switch name {
        case "429", "503":
            var retryAfter = try options.count("retry-after").map(FaultKind.RetryAfter.seconds)
            if let date = try options.count("retry-date") { retryAfter = .date(date) }
            // The real gateway always sends the time at which a quota is renewed.
            return name == "429"
                ? .status(429, retryAfter: retryAfter ?? .seconds(10)) : .status(503, retryAfter: retryAfter)
        case "401", "403", "404", "500", "502", "504":
            return .status(Int(name) ?? 500)
        case "redirect": return .redirect(location: options.take("location") ?? "https://login.example/signin")
        case "slow": return .slow(try options.duration("delay") ?? .seconds(5))
        case "stalled-head": return .stalledHead
        case "stalled-body": return .stalledBody
        case "truncated": return .truncated
        case "malformed": return .malformed
        case "html": return .html
        case "wrong-types": return .wrongTypes
        case "huge": return .huge(bytes: try options.size("size") ?? 0)
        case "gzip-bomb": return .gzipBomb
        case "closed": return .closed
        case "reset": return .reset
        case "looping-next": return .loopingNext
        case "foreign-next": return .foreignNext(host: options.take("host") ?? "foreign.example")
        case "odd-next": return .oddNext(text: options.take("text") ?? "see the manual")
        case "quota": return .quota(retryAfter: try options.count("retry-after") ?? 7800)
        case "refused":
            return .refused(status: try options.count("status") ?? 403, customer: options.peek("customer"))
        case "bare-next": return .bareNext(base: options.take("base") ?? "", host: options.take("host"))
        case "endless-next": return .endlessNext
        case "empty-page": return .emptyPage
        case "end-mark": return .endMark(json: options.take("mark") ?? "false")
        default:
            if let distortion = try Distortion(name, &options) { return .distorted(distortion) }
            throw SimulatorError.fault(text, "\"\(name)\" is none of \(kindNames.joined(separator: ", "))")
        }
    }
}
