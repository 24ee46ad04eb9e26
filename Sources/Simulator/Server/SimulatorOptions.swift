import RawAnswers

/// The behaviour of the stand-in for the utility's API.
package struct SimulatorOptions: Sendable {
    /// `ADDRESS:PORT`; port 0 picks a free one, an empty address is every address of IPv4.
    package var listen = "127.0.0.1:8180"
    /// The customers, metering points and values.
    package var utility = SimulatedUtility.Configuration()
    /// The keys accepted in the header `Ocp-Apim-Subscription-Key`.
    package var keys = ["secret"]
    /// The versions accepted in the header `api-version`.
    package var versions = ["2.5"]
    /// The cut of answers into pages.
    package var pages = PageForm()
    /// True if pages are compressed for clients that accept gzip.
    package var gzip = true
    /// The faults that it commits.
    package var faults: [FaultRule] = []
    /// The simulated time in milliseconds since the epoch; the wall clock where nothing else is set.
    package var now: @Sendable () -> Int64 = SimulatorOptions.wallClock

    /// The captured answers that it gives instead of its own.
    private(set) var replay: [RawAnswer]?

    /// Creates options for a simulator without faults, on port 8180.
    package init() {}

    /// Makes the simulated time stand still, as `--now` asks.
    ///
    /// - Parameter text: ISO 8601, UTC where it has no zone: `2026-10-01`, `2026-10-01T12:00:00Z`.
    /// - Throws: ``SimulatorError`` if it is none.
    package mutating func setNow(_ text: String) throws(SimulatorError) {
        guard let time = CivilTime.parse(text) else {
            throw SimulatorError("cannot read the time \"\(text)\": give for example 2026-10-01T12:00:00Z")
        }
        now = { time }
    }

    /// Takes the answers of a folder that `capture` has written, as `--replay` asks.
    ///
    /// - Parameter shift: whether all times move by whole days, so that the capture was today by ``now``.
    /// - Throws: ``SimulatorError`` if there are none.
    package mutating func setReplay(_ folder: String, shift: Bool) throws(SimulatorError) {
        let answers: [RawAnswer]
        do {
            answers = try AnswerFolder.read(folder)
        } catch {
            throw SimulatorError(error.description)
        }
        let captured = answers.compactMap { CivilTime.parse($0.askedAt) }.max()
        let days = shift ? CivilTime.utcDay(of: now()) - CivilTime.utcDay(of: captured ?? now()) : 0
        replay = answers.map { $0.moved(byDays: Int(days)) }
    }

    /// Returns the time of the system's clock, in milliseconds since the epoch.
    package static let wallClock: @Sendable () -> Int64 = { CLibrary.wallClock() }
}
