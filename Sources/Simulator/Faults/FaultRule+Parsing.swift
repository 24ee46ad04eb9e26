extension FaultRule {
    /// Reads `KIND[:PROBABILITY][:OPTIONS]`, the value of `--fault`.
    ///
    /// `KIND` is one of ``FaultRule/kindNames``. `OPTIONS` are `name=value`, joined by commas: `first`, `after`,
    /// `customer`, `offset`, `page`, `longer`, `endpoint` (timeseries or invoiced) for every kind, and `retry-after`,
    /// `retry-date` (429, 503), `delay` (slow), `size` (huge), `location` (redirect), `host` (foreign-next), `text`
    /// (odd-next).
    ///
    ///     FaultRule(parsingFault: "429:0.1:retry-after=30")
    ///     FaultRule(parsingFault: "slow:1:delay=2s,customer=100002")
    ///     FaultRule(parsingFault: "500:first=3")
    ///
    /// - Throws: ``SimulatorError`` that names the text and what is wrong with it.
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
        self.init(try FaultRule.kind(name, &options, of: text), probability: probability)
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
    package static let kindNames = [
        "401", "403", "404", "429", "500", "502", "503", "504", "redirect", "slow", "stalled-head", "stalled-body",
        "truncated", "malformed", "html", "wrong-types", "huge", "gzip-bomb", "closed", "reset", "looping-next",
        "foreign-next", "odd-next",
    ]

    private static func kind(
        _ name: String, _ options: inout FaultOptions, of text: String
    ) throws(SimulatorError) -> FaultKind {
        switch name {
        case "429", "503":
            var retryAfter = try options.count("retry-after").map(FaultKind.RetryAfter.seconds)
            if let date = try options.count("retry-date") { retryAfter = .date(date) }
            // The real gateway always says when a quota is renewed.
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
        default: throw SimulatorError.fault(text, "\"\(name)\" is none of \(kindNames.joined(separator: ", "))")
        }
    }
}

/// The `name=value` pairs of one fault; each is taken once, and what is left over is an error.
private struct FaultOptions {
    private let text: String
    private var values: [String: String] = [:]

    init(_ options: String, of text: String) throws(SimulatorError) {
        self.text = text
        for option in options.split(separator: ",") {
            guard let mark = option.firstIndex(of: "=") else {
                throw SimulatorError.fault(text, "its option \"\(option)\" is not name=value")
            }
            let name = String(option[..<mark])
            guard values.updateValue(String(option[option.index(after: mark)...]), forKey: name) == nil else {
                throw SimulatorError.fault(text, "its option \"\(name)\" stands twice")
            }
        }
    }

    mutating func take(_ name: String) -> String? { values.removeValue(forKey: name) }

    mutating func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ name: String
    ) throws(SimulatorError) -> Choice? {
        guard let value = take(name) else { return nil }
        guard let choice = Choice(rawValue: value) else {
            throw wrong(name, value, Choice.allCases.map(\.rawValue).joined(separator: " or "))
        }
        return choice
    }

    mutating func count(_ name: String) throws(SimulatorError) -> Int? {
        guard let value = take(name) else { return nil }
        guard let number = Int32(value), number >= 0 else { throw wrong(name, value, "a whole number from 0") }
        return Int(number)
    }

    mutating func duration(_ name: String) throws(SimulatorError) -> Duration? {
        guard let value = take(name) else { return nil }
        guard let duration = Duration(simulatorText: value) else { throw wrong(name, value, "a duration such as 2s") }
        return duration
    }

    mutating func size(_ name: String) throws(SimulatorError) -> Int64? {
        guard let value = take(name) else { return nil }
        let units: [(String, Int64)] = [("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30), ("", 1)]
        for (unit, factor) in units where value.hasSuffix(unit) {
            guard let number = Int32(value.dropLast(unit.count)), number > 0 else { break }
            return Int64(number) * factor
        }
        throw wrong(name, value, "a size such as 64MiB")
    }

    func finish() throws(SimulatorError) {
        guard let name = values.keys.min() else { return }
        throw SimulatorError.fault(text, "it has no option \"\(name)\"")
    }

    private func wrong(_ name: String, _ value: String, _ wanted: String) -> SimulatorError {
        SimulatorError.fault(text, "its option \(name)=\(value) is not \(wanted)")
    }
}
