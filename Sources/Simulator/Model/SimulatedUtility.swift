/// A utility with customers, metering points and values, all made up from a seed.
///
/// It holds no state: an answer depends on the question and its time, not on earlier questions. All times are
/// milliseconds since 1970-01-01T00:00:00Z.
package struct SimulatedUtility: Sendable {
    /// The way that values come.
    package enum ArrivalMode: String, Sendable, Hashable, CaseIterable {
        /// Values come in the first nightly batch that is at least `delay` after the end of their period.
        case nightly
        /// Each value comes `delay` and the day's jitter after the end of its period.
        case rolling
    }

    /// The length of the readings' periods.
    package enum Resolution: String, Sendable, Hashable, CaseIterable {
        case quarter, hour

        /// The length in milliseconds.
        package var length: Int64 { self == .quarter ? CivilTime.quarter : CivilTime.hour }
        var quarters: Int { self == .quarter ? 1 : 4 }
    }

    /// The size and the behaviour of a utility.
    package struct Configuration: Sendable, Hashable {
        /// The seed of everything that is made up.
        package var seed: UInt64 = 1
        /// The number of metering points.
        package var meteringPoints = 12
        /// The number of customers who share the metering points; 0 makes one for every four, twenty at most.
        package var customers = 0
        /// The shortest period that the meters record. With `hour`, a question for quarters is answered with hours.
        package var resolution = Resolution.quarter
        /// The time from the end of a period to its value.
        package var delay = Duration.seconds(24 * 3600)
        /// The way that values come.
        package var arrival = ArrivalMode.nightly
        /// The longest extra delay of a batch or a day; less than 20 hours.
        package var jitter = Duration.seconds(4 * 3600)
        /// The chances of irregular data.
        package var irregularities = Irregularities.usual
        /// True if some metering points write times without a zone or fraction, numbers as text, and keys in another
        /// case.
        package var oddForms = true
        /// The form in which all objects write their times; nil leaves it to `oddForms`.
        package var timeForm: SimulatedObject.TimeForm?
        /// Hours whose power is given here and not by the load shape.
        package var peaks: [SimulatedPeak] = []
        /// The start of all data, in milliseconds since the epoch. Default 2018-01-01T00:00:00Z.
        package var since: Int64 = 1_514_764_800_000

        /// Creates the configuration of a small utility with the usual irregularities.
        package init() {}
    }

    /// The configuration that it was made from.
    package let configuration: Configuration
    /// All objects, in the order in which the API lists them.
    package let objects: [SimulatedObject]
    /// The customers' numbers: `100001`, `100002`, ...
    package let customerNumbers: [String]
    /// The ``customerNumbers`` that a question for the first one with `subsidiary=true` includes.
    package let subsidiaryNumbers: [String]

    let shape: LoadShape
    let arrival: Arrival
    let hash: SeededHash

    /// Makes up a utility.
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

    /// Returns the resolution of the answer: the one asked for, or hours if the meters record no quarters.
    func resolution(asked: Resolution) -> Resolution {
        configuration.resolution == .hour ? .hour : asked
    }
}
