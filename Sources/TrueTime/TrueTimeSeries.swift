package import Metering

/// A series as one of the families shows it: its readings become samples here, for push and export alike.
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
    /// Set where samples are powers.
    private let energy: EnergyUnit?

    /// Returns nil where the family has no such series: a power of what is no energy.
    package init?(_ family: TrueTimeFamily, of id: SeriesID) {
        self.family = family
        self.id = id
        energy = family == .power ? EnergyUnit(id.unit) : nil
        if family == .power, energy == nil { return nil }
    }

    /// Returns the samples of some readings of the series, in their order.
    package func samples(of readings: ReadingColumns) -> TrueTimeSamples {
        TrueTimeSamples(readings: readings, energy: energy)
    }

    /// Counts the samples that each reading in a unit gives, in all families: two where it is an energy, else one.
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

/// Samples made from columns of readings as they are asked for: there are millions, and none of them is stored here.
package struct TrueTimeSamples: Sendable, RandomAccessCollection {
    fileprivate let readings: ReadingColumns
    fileprivate let energy: EnergyUnit?

    /// The first reading's index.
    package var startIndex: Int { 0 }
    /// The number of readings.
    package var endIndex: Int { readings.count }

    /// The sample of one reading.
    package subscript(index: Int) -> TrueTimeSample {
        let end = readings.ends[index]
        let amount = readings.values[index]
        guard let energy else { return TrueTimeSample(time: end, value: amount) }
        let period = Duration.milliseconds(end - readings.starts[index])
        return TrueTimeSample(time: end, value: energy.watts(of: amount, over: period))
    }
}
