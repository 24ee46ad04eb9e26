import GRDB
import Metering

extension ReadingRepository {
    /// Counts the metering points that a customer group's answers have named, by customer number without leading zeros.
    package func meteringPointCounts(ofGroup group: String) async throws(StoreError) -> [String: Int] {
        try await pool.read { database in
            let named = try database.values(
                """
                SELECT customer_number, metering_point FROM sources JOIN meters ON meters.id = meter WHERE "group" = ?1
                UNION SELECT customer_number, metering_point FROM meter_facts JOIN meters ON meters.id = meter
                WHERE "group" = ?1 AND customer_number IS NOT NULL
                """, [group]
            ) { (number: $0["customer_number"] as String, point: $0["metering_point"] as String) }
            return Dictionary(grouping: named) { CustomerNumber.normalized($0.number) }
                .mapValues { Set($0.map(\.point)).count }
        }
    }
}
