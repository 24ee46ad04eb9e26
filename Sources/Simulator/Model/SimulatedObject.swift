/// One object of the API's `consumptions`: what a metering point uses, or what it feeds in.
package struct SimulatedObject: Sendable, Hashable {
    /// What shapes the values.
    package enum Kind: Sendable, Hashable {
        /// Electricity used, by who lives or works there.
        case home, office, industry
        /// Electricity from solar cells.
        case production
        case districtHeating, districtCooling, gas
    }

    /// How an object writes its times; the contract knows of several.
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

    /// How an object writes its numbers.
    package enum NumberForm: Sendable, Hashable {
        /// `1.5`
        case number
        /// `"1.5"`
        case text
        /// `"1,5"`
        case textWithComma
    }

    /// Place in the utility, from 0; a second object of a metering point has one of its own.
    package let index: Int
    package let meteringPoint: String
    package let customerNumber: String
    package let installationNumber: String
    package let deliveryCategory: String
    package let microproduction: Bool
    package let settlement: String
    package let rateCode: String
    package let subscribedEffect: Int
    /// What a person would call the place. The time series endpoint does not send it.
    package let name: String
    package let kind: Kind
    /// Unit of the energy readings.
    package let unit: String
    /// Mean power in kW, about.
    let scale: Double
    let timeForm: TimeForm
    let numberForm: NumberForm
    /// Name of the key `MaxEffect` as this object writes it, or nil where it has none.
    let maxEffectKey: String?
    /// Whether `reading` is left out where it holds nothing, instead of being `[]`.
    let omitsEmptyReading: Bool

    /// Whether `timeSeriesFlow` adds readings in m3.
    package var hasFlow: Bool { kind == .districtHeating || kind == .districtCooling }
}
