import GRDB
import Metering

extension MeterID {
    /// From the columns metering_point, delivery_category and microproduction, which follow one another.
    init(_ row: Row, from column: Int) {
        self.init(meteringPoint: row[column], deliveryCategory: row[column + 1], microproduction: row[column + 2])
    }
}

extension Reading {
    /// From the first four columns: start, end, value, and the status' text.
    init(_ row: Row) {
        self.init(
            start: Timestamp(milliseconds: row[0]), end: Timestamp(milliseconds: row[1]), value: row[2], status: row[3])
    }
}
