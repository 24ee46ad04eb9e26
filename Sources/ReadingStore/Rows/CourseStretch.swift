package import Ground
package import Metering

/// A stretch of time of one course: of a meter's readings of one kind, whatever their units.
package struct CourseStretch: Sendable, Equatable {
    /// The course.
    package var course: CourseID
    /// The time to read.
    package var time: Range<Timestamp>

    /// Creates a stretch of one course.
    package init(_ course: CourseID, _ time: Range<Timestamp>) {
        self.course = course
        self.time = time
    }
}
