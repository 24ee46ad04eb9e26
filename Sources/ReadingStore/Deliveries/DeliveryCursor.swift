package import Ground
import Metering

/// The place up to which a receiver has got what is stored; kept, so that a restart goes on where it was.
///
/// It has two directions: what is stored follows the changes, and what is old enough to be pushed follows the clock. All
/// readings whose change is not behind ``change`` and whose end is not after ``settled`` have been delivered, and no others.
/// Moving one of the two forward delivers what lies between, each reading once.
package struct DeliveryCursor: Sendable, Equatable {
    /// The newest change of readings that was looked at.
    package var change: Int64
    /// The newest change of invoices that was looked at.
    package var invoiceChange: Int64
    /// Readings and months that end later wait until this moves on.
    package var settled: Timestamp

    /// Creates a cursor behind which everything up to both changes has been delivered.
    package init(change: Int64, invoiceChange: Int64, settled: Timestamp) {
        self.change = change
        self.invoiceChange = invoiceChange
        self.settled = settled
    }
}

/// Limits of the time whose readings are pushed at all.
package struct DeliveryLimits: Sendable, Equatable {
    /// Readings that end by this are too old for the receiver.
    package var oldest: Timestamp
    /// Readings that end after this may still be corrected.
    package var settled: Timestamp

    /// Creates the bounds of a batch; both are ends of periods.
    package init(oldest: Timestamp, settled: Timestamp) {
        self.oldest = oldest
        self.settled = settled
    }
}
