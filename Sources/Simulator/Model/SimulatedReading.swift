/// A reading as the simulated API sends it, for tests to compare with.
package struct SimulatedReading: Sendable, Hashable {
    /// The highest mean power of a whole hour.
    package struct MaxEffect: Sendable, Hashable {
        /// The end of the day's highest hour, milliseconds since the epoch.
        package var time: Int64
        /// The power in thousandths of a kilowatt.
        package var thousandths: Int64
    }

    /// The start of the period, in milliseconds since the epoch.
    package var start: Int64
    /// The end of the period, exclusive, in milliseconds since the epoch.
    package var end: Int64
    /// The value in thousandths of the unit; nil if the value is null, "" or absent.
    package var thousandths: Int64?
    /// The status as the API writes it.
    package var status: String
    /// The unit of the value.
    package var unit: String
    /// The day's highest hour, on the reading that ends with it.
    package var maxEffect: MaxEffect?

    /// The value in the unit; nil if missing.
    package var value: Double? { thousandths.map { Double($0) / 1000 } }

    /// The status of a value that is not estimated.
    package static let processed = "Processed"
    /// The status of a value that will be corrected.
    package static let estimated = "Estimated"
}
