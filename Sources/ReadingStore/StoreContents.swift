package import Metering

/// What a snapshot is made of: the newest of everything, as of one moment.
package struct StoreContents: Sendable {
    /// One entry for each meter, in order.
    package var meters: [StoredMeter]
    /// One entry for each series that has a reading, in order.
    package var series: [StoredSeries]

    package init(meters: [StoredMeter] = [], series: [StoredSeries] = []) {
        self.meters = meters
        self.series = series
    }
}

/// A meter and what is known of it.
package struct StoredMeter: Sendable, Equatable {
    package var id: MeterID
    package var facts: MeterFacts
    /// The newest `MaxEffect` in each unit, in order of the units.
    package var maxEffects: [MaxEffect]

    package init(id: MeterID, facts: MeterFacts, maxEffects: [MaxEffect]) {
        self.id = id
        self.facts = facts
        self.maxEffects = maxEffects
    }
}

/// A series and its newest reading.
package struct StoredSeries: Sendable, Equatable {
    package var id: SeriesID
    package var newest: Reading

    package init(id: SeriesID, newest: Reading) {
        self.id = id
        self.newest = newest
    }
}
