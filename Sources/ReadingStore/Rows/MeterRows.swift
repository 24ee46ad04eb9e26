import GRDB
package import Metering

/// A series and its row in the store.
package struct SeriesRow: Sendable {
    /// The meter and unit of the series.
    package let id: SeriesID
    let row: Int64

    /// Reads all series, in the order of their rows.
    ///
    /// - Parameter condition: on the series' meters.
    static func all(_ database: Database, where condition: String = "true") throws -> [SeriesRow] {
        try database.values(
            """
            SELECT series.id, metering_point, delivery_category, microproduction, unit
            FROM series JOIN meters ON meters.id = meter WHERE \(condition) ORDER BY series.id
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
    /// All meters with their facts: those of time series, or else those of invoiced months, and the property of
    /// invoiced months.
    static let ofMeters = """
        SELECT meters.*, said."group", said.customer_number, said.installation_number, said.settlement, said.rate_code,
            said.subscribed_effect, invoiced.property
        FROM meters
        LEFT JOIN meter_facts AS said ON said.meter = meters.id AND said.endpoint = coalesce(
            (SELECT endpoint FROM meter_facts WHERE meter = meters.id AND endpoint = 'timeseries'), 'invoiced')
        LEFT JOIN meter_facts AS invoiced ON invoiced.meter = meters.id AND invoiced.endpoint = 'invoiced'
        """

    /// Reads the columns of the table meter_facts.
    init(_ row: Row) {
        self.init(
            customerNumber: row["customer_number"], installationNumber: row["installation_number"],
            settlement: row["settlement"], rateCode: row["rate_code"], property: row["property"],
            subscribedEffect: row["subscribed_effect"])
    }
}

extension Database {
    /// Finds the row of a meter; nil if there is none.
    func meterID(_ meter: MeterID) throws -> Int64? {
        try Int64.fetchOne(
            cachedStatement(
                sql: "SELECT id FROM meters WHERE metering_point = ? AND delivery_category = ? AND microproduction = ?"),
            arguments: [meter.meteringPoint, meter.deliveryCategory, meter.microproduction])
    }

    /// Finds the row of a series; nil if there is none.
    func seriesID(meter: Int64, unit: String) throws -> Int64? {
        try Int64.fetchOne(
            cachedStatement(sql: "SELECT id FROM series WHERE meter = ? AND unit = ?"),
            arguments: [meter, unit])
    }

    /// Reads the series of a meter.
    func series(of meter: Int64) throws -> [(id: Int64, unit: String)] {
        try values("SELECT id, unit FROM series WHERE meter = ? ORDER BY unit", [meter]) {
            (id: $0["id"], unit: $0["unit"])
        }
    }

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
