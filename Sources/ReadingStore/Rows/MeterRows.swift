import GRDB
package import Metering

/// A series and its place in the store.
package struct SeriesRow: Sendable {
    /// The meter and unit of the series.
    package let id: SeriesID
    let row: Int64

    /// Reads all series, in the order of their places.
    static func all(_ database: Database) throws -> [SeriesRow] {
        try database.values(
            """
            SELECT series.id, metering_point, delivery_category, microproduction, unit
            FROM series JOIN meters ON meters.id = meter ORDER BY series.id
            """
        ) { SeriesRow(id: SeriesID($0), row: $0["id"]) }
    }
}

extension MeterID {
    /// Reads the columns metering_point, delivery_category and microproduction.
    init(_ row: Row) {
        self.init(
            meteringPoint: row["metering_point"], deliveryCategory: row["delivery_category"],
            microproduction: row["microproduction"])
    }
}

extension SeriesID {
    /// Reads the columns of a meter, and unit.
    init(_ row: Row) {
        self.init(meter: MeterID(row), unit: row["unit"])
    }
}

extension MeterFacts {
    /// Reads the columns of the table meters.
    init(_ row: Row) {
        self.init(
            customerNumber: row["customer_number"], installationNumber: row["installation_number"],
            settlement: row["settlement"], rateCode: row["rate_code"], property: row["property"],
            subscribedEffect: row["subscribed_effect"])
    }
}

extension Database {
    /// Reads the rows of a query as values of series. The rows of one series follow one another.
    func seriesValues<Value>(
        _ sql: String, _ arguments: StatementArguments, _ value: (Row) throws -> Value
    ) throws -> [(id: SeriesID, values: [Value])] {
        let rows = try Row.fetchCursor(cachedStatement(sql: sql), arguments: arguments)
        var series: [(id: SeriesID, values: [Value])] = []
        while let row = try rows.next() {
            let id = SeriesID(row)
            if series.last?.id != id { series.append((id, [])) }
            series[series.count - 1].values.append(try value(row))
        }
        return series
    }
}
