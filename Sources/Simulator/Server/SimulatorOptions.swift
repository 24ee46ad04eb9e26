import RawAnswers

/// The options of the simulated API.
package struct SimulatorOptions: Sendable {
    /// `ADDRESS:PORT`. Port 0 picks a free port; an empty address means all IPv4 addresses.
    package var listen = "127.0.0.1:8180"
    /// The customers, metering points and values.
    package var utility = SimulatedUtility.Configuration()
    /// The keys accepted in the header `Ocp-Apim-Subscription-Key`.
    package var keys = ["secret"]
    /// The versions accepted in the header `api-version`.
    package var versions = ["2.5"]
    /// The rules by which answers are cut into pages.
    package var pages = PageForm()
    /// True if pages are compressed for clients that accept gzip.
    package var gzip = true
    /// The faults to produce.
    package var faults: [FaultRule] = []
    /// Returns the simulated time in milliseconds since the epoch; the default is the wall clock.
    package var now: @Sendable () -> Int64 = Self.wallClock

    /// The captured answers to send in place of made-up ones.
    private(set) var replay: [RawAnswer]?

    /// Creates options for a simulator without faults, on port 8180.
    package init() {}

    /// Sets the address to listen on: `ADDRESS:PORT`.
    ///
    /// - Throws: ``SimulatorError`` if it is none.
    package mutating func setListen(_ text: String) throws(SimulatorError) {
        _ = try ListenAddress(text)
        listen = text
    }

    /// Stops the simulated time at the value of `--now`.
    ///
    /// - Parameter text: ISO 8601, in UTC unless it has a zone: `2026-10-01`, `2026-10-01T12:00:00Z`.
    /// - Throws: ``SimulatorError`` if it is not a time.
    package mutating func setNow(_ text: String) throws(SimulatorError) {
        guard let time = CivilTime.parse(text) else {
            throw SimulatorError("cannot read the time \"\(text)\": give for example 2026-10-01T12:00:00Z")
        }
        now = { time }
    }

    /// Loads the answers of a folder written by `capture`, for `--replay`.
    ///
    /// - Parameter shift: true to move all times by whole days, so that the capture's date is that of ``now``.
    /// - Throws: ``SimulatorError`` if the folder has no answers.
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
