import Metering
import ReadingStore
import Snapshot

/// What the page shows together: a metering point in one delivery category, what is used and what is fed in.
struct MeterCard: Sendable, Equatable {
    var meteringPoint: String
    var deliveryCategory: String
    /// What it is called; the id where it has no name.
    var name: String
    /// Those with a reading, in order; a meter without any has none.
    var series: [StoredSeries]

    /// What is drawn, at most one of what is used and one of what is fed in: the energy that tariffs look at, else the first
    /// unit that there is.
    var drawn: [StoredSeries] {
        let energy = series.chosenForPower
        guard energy.isEmpty else { return energy }
        return series.filter { $0.id.unit == series.first?.id.unit }
    }

    var drawsPower: Bool { drawn.first.map { EnergyUnit($0.id.unit) != nil } ?? false }
}
