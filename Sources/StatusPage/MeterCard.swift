import Metering
import Snapshot

/// What the page shows together: a metering point in one delivery category, what is used and what is fed in.
struct MeterCard: Sendable, Equatable {
    var meteringPoint: String
    var deliveryCategory: String
    /// What it is called; the id where it has no name.
    var name: String
    /// Those with a reading, in order; a meter without any has none.
    var courses: [StoredCourse]

    /// Those of energy, which tariffs look at: at most one of what is used and one of what is fed in.
    var energies: [StoredCourse] { courses.filter { $0.id.kind == .energy } }

    /// What is drawn, at most one of what is used and one of what is fed in: energy, else the first kind that there is.
    var drawn: [StoredCourse] {
        energies.isEmpty ? courses.filter { $0.id.kind == courses.first?.id.kind } : energies
    }

    var drawsPower: Bool { !energies.isEmpty }
}
