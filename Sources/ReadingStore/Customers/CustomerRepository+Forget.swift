import GRDB
import Ground
package import Metering

extension CustomerRepository {
    /// Finds what a selection means, and changes nothing.
    package func find(_ selection: ForgetSelection, _ scope: CustomerScope) async throws(StoreError) -> ForgettableData
    {
        try await pool.read { try Self.find(selection, scope, $0) }
    }

    static func find(
        _ selection: ForgetSelection, _ scope: CustomerScope, _ database: Database
    ) throws -> ForgettableData {
        let (meters, unclear) = try select(selection, scope, database)
        var data = ForgettableData(unclear: unclear.map(\.id).sorted())
        for meter in meters {
            data.meters.append(try MeterEraser(database: database, meter: meter, selection).data())
        }
        data.meters.sort { $0.id < $1.id }
        data.receivers = try String.fetchAll(database, sql: "SELECT name FROM receivers ORDER BY name")
        return data
    }

    /// Removes for good what a selection means, in one transaction. ``compact()`` then takes it out of the file.
    ///
    /// What polls and fetches remember of days is forgotten for all: the next poll asks for the whole lookback once.
    package func forget(_ selection: ForgetSelection, _ scope: CustomerScope) async throws(StoreError) {
        try await pool.write { database in
            // The days of a meter that goes wholly go with it; those of another are summed anew by the next start.
            try FollowedWrite(database: database, rules: nil).run { database in
                for meter in try Self.select(selection, scope, database).meters {
                    try MeterEraser(database: database, meter: meter, selection).erase()
                }
                return ((), [:])
            }
            for table in ["answered_days", "fetched_days", "answered_lists"] {
                try database.execute(sql: "DELETE FROM \(table)")
            }
            try Self.forgetNumbers(selection, scope, database)
        }
    }

    /// Writes the file anew without what was deleted, and empties its log. It takes as much room again while it runs.
    package func compact() async throws(StoreError) { try await pool.compact() }

    /// Forgets which API the store is of, so that the next start takes over the address of its configuration.
    package func forgetAPI() async throws(StoreError) {
        try await pool.write { try $0.execute(sql: "DELETE FROM api_addresses") }
    }

    private static func select(
        _ selection: ForgetSelection, _ scope: CustomerScope, _ database: Database
    ) throws -> (meters: [OwnedMeter], unclear: [OwnedMeter]) {
        let all = try OwnedMeter.all(database)
        switch selection {
        case .customer(let number):
            let number = CustomerNumber.normalized(number)
            return (all.filter { $0.owners.contains { $0.customerNumber == number } }, [])
        case .meteringPoint(let point):
            return (all.filter { $0.id.meteringPoint == point }, [])
        case .unconfigured:
            var scope = scope
            scope.everConfigured.formUnion(try database.everConfigured())
            let standings = all.map { scope.standing(of: $0.id, $0.owners) }
            func meters(_ standing: CustomerScope.Standing) -> [OwnedMeter] {
                zip(all, standings).filter { $0.1 == standing }.map(\.0)
            }
            return (meters(.unconfigured), meters(.unclear))
        }
    }

    /// A group is named after its first number unless the configuration says otherwise, so numbers stand in names too.
    private static func forgetNumbers(
        _ selection: ForgetSelection, _ scope: CustomerScope, _ database: Database
    ) throws {
        let numbers: [String]
        switch selection {
        case .customer(let number): numbers = [number, CustomerNumber.normalized(number)]
        case .meteringPoint: return
        case .unconfigured: numbers = try database.everConfigured().subtracting(scope.numbers).sorted()
        }
        let names = Set(scope.groups.map(\.name))
        for number in numbers {
            try database.execute(
                sql: "DELETE FROM configured_numbers WHERE customer_number = ?", arguments: [number])
            guard !names.contains(number) else { continue }
            for table in ["group_meters", "marks"] {
                try database.execute(sql: "DELETE FROM \(table) WHERE \"group\" = ?", arguments: [number])
            }
            for table in ["sources", "meter_facts"] {
                try database.execute(
                    sql: "UPDATE OR REPLACE \(table) SET \"group\" = '' WHERE \"group\" = ?", arguments: [number])
            }
        }
    }
}
