package import Ground
package import Metering
import Simulator

extension SimulatedUtility {
    /// What the simulated API says at a moment of the time between two others, as a store would have it.
    package func visible(from: Timestamp, to: Timestamp, at now: Timestamp) -> [SeriesID: [Reading]] {
        var visible: [SeriesID: [Reading]] = [:]
        for object in objects {
            for flow in [false, true] where !flow || object.hasFlow {
                let meter = MeterID(
                    meteringPoint: object.meteringPoint, deliveryCategory: object.deliveryCategory,
                    microproduction: object.microproduction)
                let readings = self.readings(
                    of: object, flow: flow, from: from.milliseconds, to: to.milliseconds, visibleAt: now.milliseconds
                ).compactMap { reading in
                    reading.value.map {
                        Reading(
                            start: Timestamp(milliseconds: reading.start), end: Timestamp(milliseconds: reading.end),
                            value: $0, status: reading.status)
                    }
                }
                if !readings.isEmpty { visible[SeriesID(meter: meter, unit: flow ? "m3" : object.unit)] = readings }
            }
        }
        return visible
    }
}
