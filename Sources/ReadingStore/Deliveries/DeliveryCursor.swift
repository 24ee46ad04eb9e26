package import Ground
import Metering

/// The position up to which a receiver has the stored readings. It is stored, so that delivery continues there after a
/// restart.
///
/// It has two directions: new readings follow the numbers of changes, and readings old enough to be pushed follow the
/// clock. Exactly those readings are delivered whose change is at most ``change`` and whose end is at most ``settled``.
/// Moving one of the two forward delivers the readings in between, each once.
package struct DeliveryCursor: Sendable, Equatable {
    /// The newest change of readings that was examined.
    package var change: Int64
    /// The newest change of invoices that was examined.
    package var invoiceChange: Int64
    /// Readings and months that end later wait until this time advances.
    package var settled: Timestamp

    /// Creates a cursor behind which everything up to both changes has been delivered.
    package init(change: Int64, invoiceChange: Int64, settled: Timestamp) {
        self.change = change
        self.invoiceChange = invoiceChange
        self.settled = settled
    }
}

/// The bounds of the time whose readings are pushed.
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
