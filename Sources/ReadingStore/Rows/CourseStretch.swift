package import Ground
package import Metering

/// A stretch of time of one meter's readings of one kind, whatever their units.
package struct CourseStretch: Sendable, Equatable {
    /// The meter.
    package var meter: MeterID
    /// The kind of the readings' units.
    package var kind: UnitKind
    /// The time to read.
    package var time: Range<Timestamp>

    /// Creates a stretch of one meter's course.
    package init(meter: MeterID, kind: UnitKind, time: Range<Timestamp>) {
        self.meter = meter
        self.kind = kind
        self.time = time
    }
}
