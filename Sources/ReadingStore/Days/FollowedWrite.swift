import GRDB
import Ground
import Metering

/// A write of readings whose days are updated before it is committed.
struct FollowedWrite {
    let database: Database
    /// Nil if no rules are in use; days are then computed once there are some.
    let rules: DayRules?

    /// Runs the write, then updates the days that it has changed.
    ///
    /// - Parameter write: also returns the contents of series that it knows without reading them again.
    func run<Result>(_ write: (Database) throws -> (Result, DayWriter.Known)) throws -> Result {
        guard let rules else {
            try DayRules.leaveUnfollowed(database)
            return try write(database).0
        }
        let number = try database.newestChange()
        let (result, known) = try write(database)
        try DayWriter(database: database, used: rules).follow(changesAfter: number, known)
        return result
    }
}
