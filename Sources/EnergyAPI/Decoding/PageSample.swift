import CReadings
package import Ground

/// A reading's times as one page writes them, for somebody who sets up the exporter.
package struct PageSample: Sendable, Equatable {
    /// A time as the API has sent it, and as it is understood.
    package struct Time: Sendable, Equatable {
        package let sent: String
        package let hasZone: Bool
        package let understood: Timestamp
    }

    /// The period of a reading.
    package struct Period: Sendable, Equatable {
        package let start: Time
        package let end: Time
    }

    /// The reading that begins first; nil where no reading has a value.
    package let first: Period?
    /// The reading that ends last, even where that is in the future.
    package let newest: Period?

    /// The sample of an answer that holds nothing.
    init() {
        first = nil
        newest = nil
    }

    init(_ columns: PageColumns) {
        let rows = columns.values.indices.filter { columns.row($0) == .value }
        first = rows.min { columns.starts[$0] < columns.starts[$1] }.map { columns.samplePeriod($0) }
        newest = rows.max { columns.ends[$0] < columns.ends[$1] }.map { columns.samplePeriod($0) }
    }
}

/// The result of ``EnergyAPIClient/ping(_:)``.
package struct PingAnswer: Sendable, Equatable {
    /// The numbers of objects and readings on the answer's first page.
    package let objects: Int
    package let readings: Int
    package let sample: PageSample

    init(_ page: DecodedPage<PageSample>) {
        objects = page.objectCount
        readings = page.readingCount
        sample = page.batch
    }
}

extension PageColumns {
    fileprivate func samplePeriod(_ row: Int) -> PageSample.Period {
        PageSample.Period(
            start: PageSample.Time(
                sent: page.start_labels.flatMap { text($0[row]) } ?? "", hasZone: !isLocal(row, CREADINGS_LOCAL_START),
                understood: Timestamp(milliseconds: starts[row])),
            end: PageSample.Time(
                sent: page.end_labels.flatMap { text($0[row]) } ?? "", hasZone: !isLocal(row, CREADINGS_LOCAL_END),
                understood: Timestamp(milliseconds: ends[row])))
    }
}
