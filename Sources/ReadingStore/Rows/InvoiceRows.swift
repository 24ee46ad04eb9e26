import GRDB
import Ground
import Metering

extension Invoice {
    /// Reads the columns date and value, and the text of the status as status.
    init(_ row: Row) {
        self.init(date: Timestamp(milliseconds: row["date"]), value: row["value"], status: row["status"])
    }
}

extension InvoiceMaxEffect {
    /// Reads the columns of the table invoice_max_effects.
    init(_ row: Row) {
        let effect = MaxEffect(time: Timestamp(milliseconds: row["time"]), value: row["value"], unit: row["unit"])
        self.init(date: Timestamp(milliseconds: row["date"]), effect: effect)
    }
}

extension ChangedInvoice {
    /// Reads the columns date, value and change.
    init(_ row: Row) {
        self.init(date: Timestamp(milliseconds: row["date"]), value: row["value"], change: row["change"])
    }
}
