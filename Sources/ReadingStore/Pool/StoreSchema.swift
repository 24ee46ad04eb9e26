import GRDB
import Ground

/// The store's tables, by numbered migrations. A migration that has been released is never edited: a new one follows.
enum StoreSchema {
    /// The identifier in the file's header (`PRAGMA application_id`), which tells a store from another program's
    /// database.
    static let applicationID: Int32 = 0x4F53_4B52  // "OSKR"

    /// The migrations in order. Stores remember them by these names.
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 readings") { database in
            try database.execute(sql: "PRAGMA application_id = \(applicationID)")
            try database.execute(sql: readings)
        }
        migrator.registerMigration("2 invoices") { try $0.execute(sql: invoices) }
        migrator.registerMigration("3 receivers") { try $0.execute(sql: receivers) }
        migrator.registerMigration("4 fetched days") { try $0.execute(sql: fetchedDays) }
        migrator.registerMigration("5 origins") { try OriginMigration(database: $0).run() }
        migrator.registerMigration("6 set-aside samples") { try $0.execute(sql: setAsideSamples) }
        migrator.registerMigration("7 customers and API") { try $0.execute(sql: customersAndAPI) }
        migrator.registerMigration("8 day sums") { try DaySumMigration(database: $0).run() }
        return migrator
    }
}
