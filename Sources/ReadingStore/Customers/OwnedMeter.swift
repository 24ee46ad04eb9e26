import GRDB
import Metering

/// A stored meter and the customers for whom answers have named it.
struct OwnedMeter {
    var row: Int64
    var id: MeterID
    var isServed: Bool
    var owners: Set<CustomerScope.Owner> = []

    /// Returns true if an answer has named the meter for another customer.
    func isShared(by number: String) -> Bool {
        owners.contains { !$0.customerNumber.isEmpty && $0.customerNumber != number }
    }

    /// Reads all meters, in the order of their rows.
    static func all(_ database: Database) throws -> [OwnedMeter] {
        var meters = try database.values("SELECT * FROM meters ORDER BY id") {
            OwnedMeter(row: $0["id"], id: MeterID($0), isServed: $0["is_served"])
        }
        let places = Dictionary(uniqueKeysWithValues: zip(meters.map(\.row), meters.indices))
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT meter, "group", customer_number FROM sources
                UNION SELECT meter, "group", customer_number FROM meter_facts
                UNION SELECT meter, '', customer_number FROM invoices WHERE customer_number IS NOT NULL
                """)
        while let row = try rows.next() {
            let number: String? = row["customer_number"]
            guard let place = places[row["meter"]] else { continue }
            meters[place].owners.insert(.init(group: row["group"], customerNumber: number ?? ""))
        }
        return meters
    }
}
