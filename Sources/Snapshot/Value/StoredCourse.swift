package import Ground
package import Metering
package import ReadingStore

/// A meter's stored series of one kind of unit, which continue one another after a change of unit.
package struct StoredCourse: Sendable, Equatable {
    package let id: CourseID
    /// At least one, in order of precedence for the same time.
    package let series: [StoredSeries]

    /// Groups series by meter and kind.
    ///
    /// - Parameter series: in order, so that those of a meter follow one another.
    /// - Returns: courses in order of the meters.
    package static func all(of series: some Sequence<StoredSeries>) -> [StoredCourse] {
        var courses: [StoredCourse] = []
        var meter: [StoredSeries] = []
        for one in series {
            if let last = meter.last, last.id.meter != one.id.meter {
                append(meter, to: &courses)
                meter.removeAll(keepingCapacity: true)
            }
            meter.append(one)
        }
        append(meter, to: &courses)
        return courses
    }

    private static func append(_ meter: [StoredSeries], to courses: inout [StoredCourse]) {
        var rest = meter
        while let first = rest.first {
            let id = CourseID(first.id)
            let own = rest.filter { CourseID($0.id) == id }
            rest.removeAll { CourseID($0.id) == id }
            courses.append(
                StoredCourse(id: id, series: own.sorted { UnitKind.precedes($0.id.unit, $1.id.unit) }))
        }
    }

    /// The series in use: the one with the newest reading, or of equals the one that counts.
    package var inUse: StoredSeries {
        series.dropFirst().reduce(series[0]) { $1.newest.end > $0.newest.end ? $1 : $0 }
    }

    /// The series that no other one has followed. Two that continue side by side are both among them.
    package var current: [StoredSeries] {
        series.count == 1 ? series : series.filter { one in !series.contains { $0.follows(one) } }
    }

    /// The start of the first reading ever, in any unit.
    package var first: Timestamp { series.reduce(series[0].first) { min($0, $1.first) } }

    /// Returns true if days of a time have lost their sums: ``StoredSeries/summedFrom``.
    package func lacksSums(since time: Timestamp) -> Bool {
        series.contains { $0.summedFrom.map { $0 > time } ?? false }
    }

    /// The end of the newest reading, in any unit.
    package var end: Timestamp { inUse.newest.end }
}

extension StoredSeries {
    /// Returns true if the newest reading starts at or after the end of the other's.
    fileprivate func follows(_ other: StoredSeries) -> Bool { newest.start >= other.newest.end }
}
