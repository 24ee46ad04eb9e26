/// What the utility invoices for a month or, where a customer has moved, for a part of it.
package struct SimulatedInvoice: Sendable, Hashable {
    package static let processed = "Processed"
    package static let preliminary = "Preliminary"

    /// `readingDate`: midnight UTC of the part's first date, in milliseconds since the epoch.
    package var date: Int64
    /// In thousandths of the unit; nil where it has none yet.
    package var thousandths: Int64?
    package var status: String
    package var unit: String
    /// The month's highest whole hour.
    package var maxEffect: SimulatedReading.MaxEffect?

    package var value: Double? { thousandths.map { Double($0) / 1000 } }
}

/// A mean power over one hour that stands in the place of what the load shape says.
package struct SimulatedPeak: Sendable, Hashable {
    package var meteringPoint: String
    /// A whole hour, in milliseconds since the epoch.
    package var start: Int64
    package var kilowatts: Double

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
