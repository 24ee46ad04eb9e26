package import Ground
package import Metering

/// The newest readings and facts at one moment, from which a snapshot is built.
package struct StoreContents: Sendable, Equatable {
    /// One entry for each meter, in order.
    package var meters: [StoredMeter]
    /// One entry for each series that has a reading, or whose meter has sums of days alone, in order.
    package var series: [StoredSeries]
    /// The number of the newest change of readings; 0 if there was none.
    package var change: Int64

    /// Creates contents; the default is that of an empty store.
    package init(meters: [StoredMeter] = [], series: [StoredSeries] = [], change: Int64 = 0) {
        self.meters = meters
        self.series = series
        self.change = change
    }

    /// The contents without meters that the configuration no longer requests.
    package var served: StoreContents {
        let hidden = Set(meters.filter { !$0.isServed }.map(\.id))
        guard !hidden.isEmpty else { return self }
        return StoreContents(
            meters: meters.filter(\.isServed), series: series.filter { !hidden.contains($0.id.meter) }, change: change)
    }
}

/// A meter with its facts.
package struct StoredMeter: Sendable, Equatable {
    /// The identity of the meter.
    package var id: MeterID
    /// The customer group that requested the newest answer about it; empty if none is known.
    package var group: String
    /// Facts from the newest answers: of time series, or else of invoiced months, which alone name the property.
    package var facts: MeterFacts
    /// The `MaxEffect` in each unit beside the newest reading that has one, in order of the units.
    package var maxEffects: [MaxEffect]
    /// False if the configuration no longer requests the meter; see ``CustomerRepository``.
    package var isServed: Bool
    /// True where sums of days alone are left of it, as the retention has removed all of its readings.
    package var isRemoved: Bool

    /// Creates a meter; `group` is empty for readings stored before groups were recorded.
    package init(
        id: MeterID, group: String = "", facts: MeterFacts, maxEffects: [MaxEffect], isServed: Bool = true,
        isRemoved: Bool = false
    ) {
        self.id = id
        self.group = group
        self.facts = facts
        self.maxEffects = maxEffects
        self.isServed = isServed
        self.isRemoved = isRemoved
    }
}

/// A series, its first reading and its newest.
package struct StoredSeries: Sendable, Equatable {
    /// The meter and unit of the series.
    package var id: SeriesID
    /// The start of the first reading ever.
    package var first: Timestamp
    /// The reading that starts last.
    package var newest: Reading
    /// True where the retention has removed all readings of the meter: ``newest`` is then what the last summed day covers, and its
    /// value means nothing.
    package var isRemoved: Bool
    /// The start of the first day with a sum by the rules in use, where earlier days have none: the retention had removed their
    /// readings before these rules came into use. Nil where no sum is lacking.
    package var summedFrom: Timestamp?

    /// Creates a series whose earliest reading starts at `first`.
    package init(
        id: SeriesID, first: Timestamp, newest: Reading, isRemoved: Bool = false, summedFrom: Timestamp? = nil
    ) {
        self.id = id
        self.first = first
        self.newest = newest
        self.isRemoved = isRemoved
        self.summedFrom = summedFrom
    }
}
