/// A utility with customers, metering points and values, all made up from a seed.
///
/// It holds no state: what it says depends on the question and the time asked at, not on what was asked before. All times
/// are milliseconds since 1970-01-01T00:00:00Z.
package struct SimulatedUtility: Sendable {
    /// How values come.
    package enum ArrivalMode: String, Sendable, Hashable, CaseIterable {
        /// In the first nightly batch that is at least the delay after the end of their period.
        case nightly
        /// Each as soon as the delay has passed since the end of its period, and the day's jitter.
        case rolling
    }

    /// How long the periods of the readings are.
    package enum Resolution: String, Sendable, Hashable, CaseIterable {
        case quarter, hour

        /// Milliseconds.
        package var length: Int64 { self == .quarter ? CivilTime.quarter : CivilTime.hour }
        var quarters: Int { self == .quarter ? 1 : 4 }
    }

    package struct Configuration: Sendable, Hashable {
        package var seed: UInt64 = 1
        package var meteringPoints = 12
        /// How many customers share the metering points; 0 makes one for every four, twenty at most.
        package var customers = 0
        /// The shortest period that the meters register. A question for quarters is answered with hours where that is `hour`.
        package var resolution = Resolution.quarter
        package var delay = Duration.seconds(24 * 3600)
        package var arrival = ArrivalMode.nightly
        /// How much later than usual a batch or a day comes at most; less than 20 hours.
        package var jitter = Duration.seconds(4 * 3600)
        package var irregularities = Irregularities.usual
        /// Whether some metering points write times without a zone or fraction, numbers as text, and keys in another case.
        package var oddForms = true
        /// How all write their times; nil leaves it to `oddForms`.
        package var timeForm: SimulatedObject.TimeForm?
        /// What stands in the place of what the load shape says, for what metering points use.
        package var peaks: [SimulatedPeak] = []
        /// Nothing is known of before this. Default 2018-01-01T00:00:00Z.
        package var since: Int64 = 1_514_764_800_000

        package init() {}
    }

    package let configuration: Configuration
    /// All objects, in the order in which the API lists them.
    package let objects: [SimulatedObject]
    /// `100001`, `100002`, ...
    package let customerNumbers: [String]
    /// Those of ``customerNumbers`` that a question for the first one with `subsidiary=true` includes.
    package let subsidiaryNumbers: [String]

    let shape: LoadShape
    let arrival: Arrival
    let hash: SeededHash

    package init(_ configuration: Configuration) {
        self.configuration = configuration
        let population = SimulatedPopulation(configuration: configuration)
        objects = population.objects()
        let customers = (0..<population.customers).map(population.customerNumber)
        customerNumbers = customers
        subsidiaryNumbers = Array(customers.suffix(population.subsidiaries))
        hash = SeededHash(seed: configuration.seed)
        shape = LoadShape(seed: configuration.seed)
        arrival = Arrival(
            hash: hash, mode: configuration.arrival, delay: configuration.delay.wholeMilliseconds,
            jitter: min(max(0, configuration.jitter.wholeMilliseconds), 20 * CivilTime.hour),
            irregularities: configuration.irregularities)
    }

    /// The periods that the meters can answer a question with.
    func resolution(asked: Resolution) -> Resolution {
        configuration.resolution == .hour ? .hour : asked
    }
}

extension Duration {
    /// Rounded toward zero.
    var wholeMilliseconds: Int64 { components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000 }
}
