package import Ground
package import Metering

/// Time of one meter's readings of one kind, in whatever units they are.
package struct CourseStretch: Sendable, Equatable {
    /// The meter.
    package var meter: MeterID
    /// What the units of its readings measure.
    package var kind: UnitKind
    /// The time to read.
    package var time: Range<Timestamp>

    package init(meter: MeterID, kind: UnitKind, time: Range<Timestamp>) {
        self.meter = meter
        self.kind = kind
        self.time = time
    }
}
