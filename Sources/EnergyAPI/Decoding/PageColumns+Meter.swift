import CReadings
import Ground
import Metering

extension PageColumns {
    func meter(_ object: creadings_object) -> MeterID {
        MeterID(
            meteringPoint: text(object.metering_point) ?? "",
            deliveryCategory: text(object.delivery_category) ?? "", microproduction: object.microproduction == 1)
    }

    func facts(_ object: creadings_object) -> MeterFacts {
        MeterFacts(
            customerNumber: text(object.customer_number), installationNumber: text(object.installation_number),
            settlement: text(object.settlement), rateCode: text(object.rate_code), property: text(object.property),
            subscribedEffect: object.subscribed_effect.isNaN ? nil : object.subscribed_effect)
    }

    func source(_ object: creadings_object) -> ReadingSource {
        ReadingSource(meter: meter(object), facts: facts(object))
    }

    func effects(of object: creadings_object) -> UnsafeMutableBufferPointer<creadings_effect> {
        UnsafeMutableBufferPointer(start: page.effects.map { $0 + object.first_effect }, count: object.effects)
    }

    /// Returns the effect; nil if it is malformed.
    func maxEffect(_ effect: creadings_effect) -> MaxEffect? {
        guard effect.time != CREADINGS_NO_TIME else { return nil }
        return MaxEffect(
            time: Timestamp(milliseconds: effect.time), value: effect.value,
            unit: UnitLabel.canonical(text(effect.unit) ?? ""))
    }

    /// Counts of malformed readings, by reason.
    var rejected: [RejectionReason: Int] {
        let counts = withUnsafeBytes(of: page.rejected) { Array($0.bindMemory(to: Int.self)) }
        let reasons: [RejectionReason] = [.malformed, .meteringPoint, .time, .period, .value, .unit, .maxEffect]
        return Dictionary(uniqueKeysWithValues: zip(reasons, counts).filter { $0.1 > 0 })
    }
}
