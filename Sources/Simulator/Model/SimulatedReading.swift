/// A reading as the simulated API would send it, for tests to compare with.
package struct SimulatedReading: Sendable, Hashable {
    package struct MaxEffect: Sendable, Hashable {
        /// End of the day's highest hour, milliseconds since the epoch.
        package var time: Int64
        /// Thousandths of a kilowatt.
        package var thousandths: Int64
    }

    /// The period, end exclusive, in milliseconds since the epoch.
    package var start: Int64
    package var end: Int64
    /// Thousandths of the unit; nil where the value is null, "" or absent.
    package var thousandths: Int64?
    package var status: String
    package var unit: String
    package var maxEffect: MaxEffect?

    /// In the unit; nil where missing.
    package var value: Double? { thousandths.map { Double($0) / 1000 } }

    /// The status of a value that is not estimated.
    package static let processed = "Processed"
    /// The status of a value that will be corrected.
    package static let estimated = "Estimated"
}
