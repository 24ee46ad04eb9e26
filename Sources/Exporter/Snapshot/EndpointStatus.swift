import EnergyAPI
import Metering

/// How the polls of one endpoint of the API have gone.
struct EndpointStatus: Sendable {
    /// The newest poll; nil until the first has ended.
    var newest: PollOutcome?
    /// The end of the newest poll that succeeded wholly, also one of an earlier run of the program.
    var lastSuccess: Timestamp?

    init(newest: PollOutcome? = nil, lastSuccess: Timestamp? = nil) {
        self.newest = newest
        self.lastSuccess = lastSuccess
    }

    mutating func note(_ outcome: PollOutcome) {
        newest = outcome
        if outcome.isSuccess { lastSuccess = outcome.end }
    }
}
