import Ground
package import Metering

/// A series in one of the families. It turns readings into samples, for push and export alike.
///
/// ```swift
/// for family in TrueTimeFamily.ofReadings {
///     guard let series = TrueTimeSeries(family, of: id) else { continue }
///     for sample in series.samples(of: readings) { write(series, sample.time, sample.value) }
/// }
/// ```
package struct TrueTimeSeries: Sendable, Hashable {
    /// The family that names the series.
    package let family: TrueTimeFamily
    /// The meter and the unit, which are the labels of the series.
    package let id: SeriesID
    /// Set if samples are powers.
    private let energy: EnergyUnit?

    /// Returns nil if the family has no such series: the power of something that is no energy.
    package init?(_ family: TrueTimeFamily, of id: SeriesID) {
        self.family = family
        self.id = id
        energy = family == .power ? EnergyUnit(id.unit) : nil
        if family == .power, energy == nil { return nil }
    }

    /// Returns the samples of some readings of the series, in their order.
    package func samples(of readings: ReadingColumns) -> TrueTimeSamples {
        TrueTimeSamples(readings, energy)
    }

    /// Counts the samples of readings, given their counts by unit.
    package static func samples(ofReadings readings: [String: Int]) -> Int {
        readings.reduce(0) { $0 + $1.value * samplesPerReading(inUnit: $1.key) }
    }

    /// Returns the number of samples of each reading in a unit, in all families: two for an energy, one for anything
    /// else.
    package static func samplesPerReading(inUnit unit: String) -> Int {
        EnergyUnit(unit) == nil ? 1 : 2
    }
}

/// A value at the end of its period.
package struct TrueTimeSample: Sendable, Equatable {
    /// Milliseconds since the epoch.
    package var time: Int64
    /// The amount, or its mean power.
    package var value: Double

    /// Creates a sample.
    package init(time: Int64, value: Double) {
        self.time = time
        self.value = value
    }
}

/// Samples computed from columns of readings on demand: there are millions, and none of them is stored here.
package struct TrueTimeSamples: Sendable, Sequence, IteratorProtocol {
    private let readings: ReadingColumns
    /// Set if samples are powers.
    private let energy: EnergyUnit?
    private var index = 0
    /// The newest period and its length in seconds: nearly all readings of a series have the same length.
    private var period: Int64 = 0
    private var seconds = 0.0

    fileprivate init(_ readings: ReadingColumns, _ energy: EnergyUnit?) {
        self.readings = readings
        self.energy = energy
    }

    /// Returns the next reading's sample.
    package mutating func next() -> TrueTimeSample? {
        guard index < readings.count else { return nil }
        defer { index += 1 }
        let end = readings.ends[index]
        let amount = readings.values[index]
        guard let energy else { return TrueTimeSample(time: end, value: amount) }
        if end - readings.starts[index] != period {
            period = end - readings.starts[index]
            seconds = Duration.milliseconds(period).inSeconds
        }
        return TrueTimeSample(time: end, value: energy.watts(of: amount, overSeconds: seconds).justified)
    }
}
