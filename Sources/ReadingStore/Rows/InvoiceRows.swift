import GRDB
import Ground
import Metering

extension Invoice {
    /// Reads the columns date and value, and the text of the status as status.
    init(_ row: Row) {
        self.init(date: Timestamp(milliseconds: row["date"]), value: row["value"], status: row["status"])
    }
}

extension MaxEffect {
    /// Reads the columns time, value and unit.
    init(_ row: Row) {
        self.init(time: Timestamp(milliseconds: row["time"]), value: row["value"], unit: row["unit"])
    }
}

extension InvoiceMaxEffect {
    /// Reads the columns of the table invoice_max_effects.
    init(_ row: Row) {
        self.init(date: Timestamp(milliseconds: row["date"]), effect: MaxEffect(row))
    }
}

extension ChangedInvoice {
    /// Reads the columns date, value and change.
    init(_ row: Row) {
        self.init(date: Timestamp(milliseconds: row["date"]), value: row["value"], change: row["change"])
    }
}
