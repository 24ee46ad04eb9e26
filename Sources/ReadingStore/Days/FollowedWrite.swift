import GRDB
import Ground
import Metering

/// A write of readings that the days follow before it is committed.
struct FollowedWrite {
    let database: Database
    /// Nil where none are in use: days are then made anew as soon as some are.
    let rules: DayRules?

    /// Runs the write, then brings the days up to what it has changed.
    ///
    /// - Parameter write: also tells what it knows of series without a look.
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
