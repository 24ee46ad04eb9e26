import GRDB
import Ground
package import Metering

extension CustomerRepository {
    /// Finds the data that a selection covers, and changes nothing.
    package func find(_ selection: ForgetSelection, _ scope: CustomerScope) async throws(StoreError) -> ForgettableData
    {
        try await pool.read { try Self.find(selection, scope, $0) }
    }

    static func find(
        _ selection: ForgetSelection, _ scope: CustomerScope, _ database: Database
    ) throws -> ForgettableData {
        let all = try OwnedMeter.all(database)
        var scope = scope
        scope.everConfigured.formUnion(try database.everConfigured())
        let (meters, unclear) = select(selection, scope, all)
        var data = ForgettableData(unclear: unclear.map(\.id).sorted())
        for meter in meters {
            data.meters.append(try MeterEraser(database: database, meter: meter, selection).data())
        }
        data.meters.sort { $0.id < $1.id }
        data.configured = Set(meters.filter { isConfigured($0, selection, scope) }.map(\.id.meteringPoint)).sorted()
        data.numbers = numbers(selection, scope)
        if data.isEmpty { data.others = others(selection, all) }
        data.receivers = try String.fetchAll(database, sql: "SELECT name FROM receivers ORDER BY name")
        return data
    }

    /// Removes the data that a selection covers for good, in one transaction. ``compact()`` then erases it from the
    /// file.
    ///
    /// The days that polls and fetches have finished are forgotten for every customer, so the next poll requests the
    /// whole lookback once.
    package func forget(_ selection: ForgetSelection, _ scope: CustomerScope) async throws(StoreError) {
        try await pool.write { database in
            // The days of a meter that is removed wholly go with it; those of the others are summed again at the next
            // start.
            try FollowedWrite(database: database, rules: nil).run { database in
                var scope = scope
                scope.everConfigured.formUnion(try database.everConfigured())
                for meter in Self.select(selection, scope, try OwnedMeter.all(database)).meters {
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

    /// Rewrites the file without deleted data, and empties its log. It needs as much free space as the file while it
    /// runs.
    package func compact() async throws(StoreError) { try await pool.compact() }

    /// Forgets the API's address, so that the next start records the address of its configuration.
    package func forgetAPI() async throws(StoreError) {
        try await pool.write { try $0.execute(sql: "DELETE FROM api_addresses") }
    }

    private static func select(
        _ selection: ForgetSelection, _ scope: CustomerScope, _ all: [OwnedMeter]
    ) -> (meters: [OwnedMeter], unclear: [OwnedMeter]) {
        switch selection {
        case .customer(let number):
            let number = CustomerNumber.normalized(number)
            return (all.filter { $0.owners.contains { $0.customerNumber == number } }, [])
        case .meteringPoint(let point):
            return (all.filter { $0.id.meteringPoint == point }, [])
        case .unconfigured:
            let standings = all.map { scope.standing(of: $0.id, $0.owners) }
            func meters(_ standing: CustomerScope.Standing) -> [OwnedMeter] {
                zip(all, standings).filter { $0.1 == standing }.map(\.0)
            }
            return (meters(.unconfigured), meters(.unclear))
        }
    }

    /// Returns true if the configuration requests the selected part of a meter.
    private static func isConfigured(
        _ meter: OwnedMeter, _ selection: ForgetSelection, _ scope: CustomerScope
    ) -> Bool {
        switch selection {
        case .customer(let number):
            let number = CustomerNumber.normalized(number)
            return scope.standing(of: meter.id, meter.owners.filter { $0.customerNumber == number }) == .configured
        case .meteringPoint: return scope.standing(of: meter.id, meter.owners) == .configured
        case .unconfigured: return false
        }
    }

    /// - Parameter scope: with all numbers that were ever configured.
    private static func numbers(_ selection: ForgetSelection, _ scope: CustomerScope) -> [String] {
        switch selection {
        case .customer(let number): [CustomerNumber.normalized(number)]
        case .meteringPoint: []
        case .unconfigured: scope.everConfigured.subtracting(scope.numbers).sorted()
        }
    }

    private static func others(_ selection: ForgetSelection, _ all: [OwnedMeter]) -> [String] {
        switch selection {
        case .customer: Set(all.flatMap { $0.owners.map(\.customerNumber) }).subtracting([""]).sorted()
        case .meteringPoint: Set(all.map(\.id.meteringPoint)).sorted()
        case .unconfigured: []
        }
    }

    /// Forgets numbers as group names too: a group is named after its first number unless the configuration names it.
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
