package import Ground
package import Metering

/// The data to remove from a store for good.
package enum ForgetSelection: Sendable, Equatable {
    /// All data of a customer. Of a meter that other customers had too, only this customer's part.
    case customer(String)
    case meteringPoint(String)
    /// Meters that no customer group of the configuration requests any more.
    case unconfigured
}

/// The stored data that a ``ForgetSelection`` covers.
package struct ForgettableData: Sendable, Equatable {
    /// A meter to remove wholly or in part.
    package struct Meter: Sendable, Equatable {
        package var id: MeterID
        package var readings: Int
        package var invoices: Int
        /// The start of the first reading and the end of the last; nil if there is none.
        package var time: Range<Timestamp>?
        /// False if another customer had the meter too, whose part stays.
        package var isWhole: Bool
    }

    /// In order.
    package var meters: [Meter] = []
    /// Metering points of the selection that the configuration asks for, in order: the next poll would bring them back.
    package var configured: [String] = []
    /// Customer numbers that the selection means, without leading zeros, in order.
    package var numbers: [String] = []
    /// Stored customer numbers or metering points, in order, if nothing is stored of the one selected: one of them was probably meant.
    package var others: [String] = []
    /// Meters that may be a subsidiary's and stay; see ``CustomerScope/Standing/unclear``.
    package var unclear: [MeterID] = []
    /// Names of receivers that have got samples.
    package var receivers: [String] = []

    /// True if nothing is stored.
    package var isEmpty: Bool { meters.isEmpty }
}
