import Foundation

/// How the stand-in for the utility's API behaves.
package struct SimulatorOptions: Sendable {
    /// `ADDRESS:PORT`; port 0 picks a free one, an empty address is every address of IPv4.
    package var listen = "127.0.0.1:8180"
    package var utility = SimulatedUtility.Configuration()
    /// What is accepted in the header `Ocp-Apim-Subscription-Key`.
    package var keys = ["secret"]
    /// What is accepted in the header `api-version`.
    package var versions = ["2.5"]
    package var pages = PageForm()
    /// Whether pages are compressed for who accepts gzip.
    package var gzip = true
    package var faults: [FaultRule] = []
    /// The simulated time in milliseconds since the epoch; the wall clock where nothing else is set.
    package var now: @Sendable () -> Int64 = SimulatorOptions.wallClock

    package init() {}

    /// Makes the simulated time stand still, as `--now` asks.
    ///
    /// - Parameter text: ISO 8601, UTC where it has no zone: `2026-10-01`, `2026-10-01T12:00:00Z`.
    /// - Throws: ``SimulatorError`` where it is none.
    package mutating func setNow(_ text: String) throws(SimulatorError) {
        guard let time = CivilTime.parse(text) else {
            throw SimulatorError("cannot read the time \"\(text)\": give for example 2026-10-01T12:00:00Z")
        }
        now = { time }
    }

    /// Milliseconds since the epoch by the system's clock.
    package static let wallClock: @Sendable () -> Int64 = {
        Int64(Date().timeIntervalSince1970 * 1000)
    }
}

extension Duration {
    /// Reads Prometheus' durations: `500ms`, `2s`, `15m`, `1h30m`, `7d`.
    ///
    /// - Returns: nil where the text is none.
    package init?(simulatorText text: String) {
        // Longest first, since `m` begins `ms`.
        let units: [(name: String, milliseconds: Int64)] = [
            ("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000), ("w", 604_800_000),
        ]
        var rest = text[...]
        var total: Int64 = 0
        guard !rest.isEmpty else { return nil }
        if rest == "0" { rest = "" }
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            // Nine digits of weeks stay far below the largest Int64.
            guard !digits.isEmpty, digits.count < 10, let number = Int64(digits) else { return nil }
            rest = rest.dropFirst(digits.count)
            guard let unit = units.first(where: { rest.hasPrefix($0.name) }) else { return nil }
            rest = rest.dropFirst(unit.name.count)
            total += number * unit.milliseconds
        }
        self = .milliseconds(total)
    }
}
