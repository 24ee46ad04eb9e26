/// An invoice for a month or, where a customer has moved, for a part of it.
package struct SimulatedInvoice: Sendable, Hashable {
    /// The status of a final value.
    package static let processed = "Processed"
    /// The status of a value that will be corrected.
    package static let preliminary = "Preliminary"

    /// The `readingDate`: midnight UTC of the part's first date, in milliseconds since the epoch.
    package var date: Int64
    /// The value in thousandths of the unit; nil if it has none yet.
    package var thousandths: Int64?
    /// The status as the API writes it.
    package var status: String
    /// The unit of the value.
    package var unit: String
    /// The month's highest whole hour.
    package var maxEffect: SimulatedReading.MaxEffect?

    /// The value in the unit; nil if it has none yet.
    package var value: Double? { thousandths.map { Double($0) / 1000 } }
}

/// A mean power over one hour that replaces the value from the load shape.
package struct SimulatedPeak: Sendable, Hashable {
    /// The id of the metering point.
    package var meteringPoint: String
    /// The start of a whole hour, in milliseconds since the epoch.
    package var start: Int64
    /// The mean power in kW.
    package var kilowatts: Double

    /// Creates a peak.
    package init(meteringPoint: String, start: Int64, kilowatts: Double) {
        self.meteringPoint = meteringPoint
        self.start = start
        self.kilowatts = kilowatts
    }

    /// Reads `METERING_POINT@TIME=KILOWATTS`, as in `735999000000000013@2026-11-03T08:00:00Z=150`.
    ///
    /// - Throws: ``SimulatorError`` that says what is wrong with the text.
    package init(parsing text: String) throws(SimulatorError) {
        let parts = text.split(separator: "@", maxSplits: 1).map(String.init)
        let values = (parts.last ?? "").split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2, values.count == 2, let time = CivilTime.parse(values[0]),
            time % CivilTime.hour == 0, let kilowatts = Double(values[1]), kilowatts.isFinite,
            (0...1e6).contains(kilowatts)
        else {
            throw SimulatorError(
                "cannot read the peak \"\(text)\": give a metering point, a whole hour and kilowatts, as in "
                    + "735999000000000013@2026-11-03T08:00:00Z=150")
        }
        self.init(meteringPoint: parts[0], start: time, kilowatts: kilowatts)
    }
}
