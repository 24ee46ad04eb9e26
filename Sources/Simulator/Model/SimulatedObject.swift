/// One object of the API's `consumptions`: the consumption of a metering point, or what it feeds in.
package struct SimulatedObject: Sendable, Hashable {
    /// The kind of use, which shapes the values.
    package enum Kind: Sendable, Hashable {
        /// Electricity consumed by a household, an office or a factory.
        case home, office, industry
        /// Electricity from solar cells.
        case production
        case districtHeating, districtCooling, gas
    }

    /// The form in which an object writes its times; the API's contract allows several.
    package enum TimeForm: String, Sendable, Hashable, CaseIterable {
        /// `2025-09-01T13:00:00.000Z`, as documented.
        case milliseconds
        /// `2025-09-01T13:00:00Z`.
        case seconds
        /// `2025-09-01T13:00:00`, which means UTC.
        case withoutZone = "without-zone"
        /// `2025-09-01T15:00:00.000+02:00`, Stockholm's time.
        case offset
    }

    /// The form in which an object writes its numbers.
    package enum NumberForm: Sendable, Hashable {
        /// `1.5`
        case number
        /// `"1.5"`
        case text
        /// `"1,5"`
        case textWithComma
    }

    /// The index in the utility, from 0; a second object of a metering point has its own.
    package let index: Int
    /// The id of the metering point: 18 digits.
    package let meteringPoint: String
    /// The number of the customer who has it.
    package let customerNumber: String
    /// The number of the installation.
    package let installationNumber: String
    /// The delivery category: `EL`, `FJV`, `FJK` or `GAS`.
    package let deliveryCategory: String
    /// True if the values are fed in.
    package let microproduction: Bool
    /// The kind of settlement; may be empty.
    package let settlement: String
    /// The code of the rate; may be empty.
    package let rateCode: String
    /// The subscribed power; 0 if there is none.
    package let subscribedEffect: Int
    /// The name of the place. The time series endpoint does not send it.
    package let name: String
    /// The kind of use.
    package let kind: Kind
    /// The unit of the energy readings.
    package let unit: String
    /// The approximate mean power in kW.
    let scale: Double
    let timeForm: TimeForm
    let numberForm: NumberForm
    /// The name of the key `MaxEffect` as this object writes it, or nil if it has none.
    let maxEffectKey: String?
    /// True if an empty `reading` is left out, instead of being `[]`.
    let omitsEmptyReading: Bool

    /// True if `timeSeriesFlow` adds readings in m3.
    package var hasFlow: Bool { kind == .districtHeating || kind == .districtCooling }
}
