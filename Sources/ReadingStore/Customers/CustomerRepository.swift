import GRDB
package import Metering

/// The repository of customers: which meters are served, and the removal of data.
package struct CustomerRepository: Sendable {
    let pool: StorePool

    /// Decides which meters are served and pushed: those of a configuration, and any new ones later.
    ///
    /// - Parameter scope: of the configuration; nil serves every stored meter.
    /// - Returns: stored meters that are not served, in order.
    @discardableResult
    package func serve(_ scope: CustomerScope?) async throws(StoreError) -> [MeterID] {
        try await pool.write { database in
            guard var scope else {
                try database.execute(sql: "UPDATE meters SET is_served = 1 WHERE is_served = 0")
                return []
            }
            scope.everConfigured.formUnion(try database.everConfigured())
            for number in scope.numbers {
                try database.cachedStatement(
                    sql: "INSERT INTO configured_numbers (customer_number) VALUES (?) ON CONFLICT DO NOTHING"
                ).execute(arguments: [number])
            }
            var hidden: [MeterID] = []
            for meter in try OwnedMeter.all(database) {
                let isServed = scope.keepsUnconfigured || scope.standing(of: meter.id, meter.owners) == .configured
                if !isServed { hidden.append(meter.id) }
                guard isServed != meter.isServed else { continue }
                try database.cachedStatement(sql: "UPDATE meters SET is_served = ? WHERE id = ?")
                    .execute(arguments: [isServed, meter.row])
            }
            return hidden.sorted()
        }
    }
}

extension Database {
    /// The customer numbers that any configuration has named while this store was in use, without leading zeros.
    func everConfigured() throws -> Set<String> {
        Set(try String.fetchAll(self, sql: "SELECT customer_number FROM configured_numbers"))
    }
}
