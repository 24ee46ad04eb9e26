package import Ground
package import Metering
import Simulator

extension SimulatedUtility {
    /// Returns the simulated API's readings between two times, as a store would have them at the moment `now`.
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
