extension Distortion {
    /// The kinds that `--fault` can name.
    static let names = [
        "unit-spelling", "unit-change", "unit-missing", "without-zone", "newest-first", "short-end", "provisional",
        "withdrawn", "late-correction", "default-date", "null-facts", "redated", "credited", "twice", "hours-too",
        "long-reading", "former-customer", "padded", "zeros", "bad-text", "no-content", "not-found",
    ]

    static let optionHelp = """
        to=MWh|GJ (unit-change), at=TIME (unit-change, null-facts, no-content, not-found), \
        clock=utc|normal|civil (without-zone), by=DURATION (short-end), ahead=DURATION (provisional), \
        age=DURATION (withdrawn, late-correction), length=DURATION (long-reading), \
        form=cut|latin1|surrogate|bom (bad-text)
        """

    /// Reads a kind from ``names`` with its options; nil for any other name.
    init?(_ name: String, _ options: inout FaultOptions) throws(SimulatorError) {
        func milliseconds(_ option: String, _ usual: Duration) throws(SimulatorError) -> Int64 {
            (try options.duration(option) ?? usual).wholeMilliseconds
        }
        let day = Duration.seconds(86_400)
        switch name {
        case "unit-spelling": self = .unitSpelling
        case "unit-change":
            self = .unitChange(to: try options.choice("to") ?? .megawattHours, at: try options.time("at"))
        case "unit-missing": self = .unitMissing
        case "without-zone": self = .withoutZone(try options.choice("clock") ?? .civil)
        case "newest-first": self = .newestFirst
        case "short-end": self = .shortEnd(by: try milliseconds("by", .milliseconds(1)))
        case "provisional": self = .provisional(ahead: try milliseconds("ahead", .seconds(12 * 3600)))
        case "withdrawn": self = .withdrawn(age: try milliseconds("age", day * 3))
        case "late-correction": self = .lateCorrection(age: try milliseconds("age", day * 12))
        case "default-date": self = .defaultDate
        case "null-facts": self = .nullFacts(from: try options.time("at"))
        case "redated": self = .redated
        case "credited": self = .credited
        case "twice": self = .twice
        case "hours-too": self = .hoursToo
        case "long-reading": self = .longReading(length: try milliseconds("length", day * 9))
        case "former-customer": self = .formerCustomer
        case "padded": self = .padded
        case "zeros": self = .zeros
        case "bad-text": self = .badText(try options.choice("form"))
        case "no-content": self = .began(.noContent, at: try options.time("at"))
        case "not-found": self = .began(.notFound, at: try options.time("at"))
        default: return nil
        }
    }
}
