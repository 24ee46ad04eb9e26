import Testing

@testable import Simulator

/// Milliseconds since the epoch of an ISO 8601 text that is known to be one.
func time(_ text: String, _ location: SourceLocation = #_sourceLocation) throws -> Int64 {
    try #require(CivilTime.parse(text), "not a time: \(text)", sourceLocation: location)
}

/// A utility whose values come at once and stay.
func plainUtility(_ meteringPoints: Int = 12, seed: UInt64 = 1) -> SimulatedUtility {
    var configuration = SimulatedUtility.Configuration()
    configuration.seed = seed
    configuration.meteringPoints = meteringPoints
    configuration.delay = .zero
    configuration.jitter = .zero
    configuration.arrival = .rolling
    configuration.irregularities = .none
    return SimulatedUtility(configuration)
}
