package import Ground

/// One stored reading: an amount over a period.
package struct Reading: Sendable, Hashable {
    /// The period, end exclusive. The API calls its bounds `ps` (period start) and `md` (metering date).
    package var start: Timestamp
    package var end: Timestamp
    /// In the series' unit, as the API sends it.
    package var value: Double
    /// The API's `st`, an open set (`Processed`); empty if it sends none.
    package var status: String

    /// Creates a reading in its series' unit; `end` is later than `start`.
    package init(start: Timestamp, end: Timestamp, value: Double, status: String) {
        self.start = start
        self.end = end
        self.value = value
        self.status = status
    }
}

/// A highest power that the API reports beside a reading (`MaxEffect`).
package struct MaxEffect: Sendable, Hashable {
    /// The API's `rd`, reading date.
    package var time: Timestamp
    package var value: Double
    /// Its own unit, which is not that of the reading.
    package var unit: String

    /// Creates a highest power in its own unit.
    package init(time: Timestamp, value: Double, unit: String) {
        self.time = time
        self.value = value
        self.unit = unit
    }
}
