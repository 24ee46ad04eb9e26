/// Facts that an answer carries about a meter, beside its readings. A field of nil was not in the answer.
package struct MeterFacts: Sendable, Hashable {
    package var customerNumber: String?
    package var installationNumber: String?
    package var settlement: String?
    package var rateCode: String?
    /// The API's `property` (a building's name); only invoiced months carry it.
    package var property: String?
    /// The API's `subscribedEffect`, as sent: its unit is not documented.
    package var subscribedEffect: Double?

    /// Creates facts; a field left out counts as not sent.
    package init(
        customerNumber: String? = nil, installationNumber: String? = nil, settlement: String? = nil,
        rateCode: String? = nil, property: String? = nil, subscribedEffect: Double? = nil
    ) {
        self.customerNumber = customerNumber
        self.installationNumber = installationNumber
        self.settlement = settlement
        self.rateCode = rateCode
        self.property = property
        self.subscribedEffect = subscribedEffect
    }

    /// Replaces each field that `newer` carries, and keeps the others.
    package mutating func update(with newer: MeterFacts) {
        customerNumber = newer.customerNumber ?? customerNumber
        installationNumber = newer.installationNumber ?? installationNumber
        settlement = newer.settlement ?? settlement
        rateCode = newer.rateCode ?? rateCode
        property = newer.property ?? property
        subscribedEffect = newer.subscribedEffect ?? subscribedEffect
    }
}
