import CReadings
package import Ground
package import Metering

/// A reading's times as one page writes them, for setting up the exporter.
package struct PageSample: Sendable, Equatable {
    /// A time as sent, and as understood.
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

    /// The reading that begins first; nil if no reading has a value.
    package let first: Period?
    /// The reading that ends last, even if that is in the future.
    package let newest: Period?
    /// The objects, in the order of the page.
    let objects: [PingAnswer.Object]

    /// Creates the sample of an empty answer.
    init() {
        first = nil
        newest = nil
        objects = []
    }

    init(_ columns: PageColumns) {
        let rows = columns.values.indices.filter { columns.row($0) == .value }
        first = rows.min { columns.starts[$0] < columns.starts[$1] }.map { columns.samplePeriod($0) }
        newest = rows.max { columns.ends[$0] < columns.ends[$1] }.map { columns.samplePeriod($0) }
        objects = columns.objects.map { object in
            PingAnswer.Object(
                meter: columns.meter(object), customerNumber: columns.facts(object).customerNumber ?? "",
                readings: object.rows.count { columns.row($0) == .value })
        }
    }
}

/// The content of an answer to a ping.
package struct PingAnswer: Sendable, Equatable {
    /// An object of the answer: a meter of a customer.
    package struct Object: Sendable, Equatable {
        package let meter: MeterID
        /// The number as sent; empty if there was none.
        package let customerNumber: String
        /// The number of readings or invoices that have a value.
        package let readings: Int

        /// Creates an object; `customerNumber` is as sent, and `readings` counts those with a value.
        package init(meter: MeterID, customerNumber: String, readings: Int) {
            self.meter = meter
            self.customerNumber = customerNumber
            self.readings = readings
        }
    }

    /// The objects of the answer's first page.
    package var objects: [Object]
    package let sample: PageSample
    /// True if further pages follow, which were not requested.
    package let hasMore: Bool

    /// Creates an empty answer.
    package init() {
        objects = []
        sample = PageSample()
        hasMore = false
    }

    init(_ page: DecodedPage<PageSample>) {
        objects = page.batch.objects
        sample = page.batch
        hasMore = page.next != .end
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
