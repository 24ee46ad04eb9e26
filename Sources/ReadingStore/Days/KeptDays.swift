package import Ground
package import Metering

/// The parts of stored days that a digest keeps, of all that it is read from.
package struct KeptDays: Sendable {
    /// Peaks are those of the billing periods shown at this moment.
    package let now: Timestamp
    /// For each course the months whose days stay; its other months are folded.
    package let months: [CourseID: [CivilMonth]]

    /// Creates the parts for the periods and tariffs shown at a moment.
    package init(at now: Timestamp, months: [CourseID: [CivilMonth]]) {
        self.now = now
        self.months = months
    }
}
